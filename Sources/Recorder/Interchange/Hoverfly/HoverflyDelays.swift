internal import Foundation
internal import Model
internal import Templating

/// The delays of `globalActions`: the first whose pattern is found in host and path, and whose method fits, applies.
struct HoverflyDelays {
    private struct Rule {
        var pattern: String
        var method: String?
        var delay: Delay

        /// Whether it fits every URL.
        var isForAll: Bool { ["", ".", ".*", "*"].contains(pattern) }
    }

    private var rules: [Rule] = []

    init(_ actions: ImportCursor?) throws(ImportError) {
        for rule in try actions?.list("delays") ?? [] {
            try add(rule, .fixed(rule.amount("delay") ?? 0))
        }
        for rule in try actions?.list("delaysLogNormal") ?? [] { try add(rule, Self.logNormal(rule)) }
    }

    private mutating func add(_ rule: ImportCursor, _ delay: Delay) throws(ImportError) {
        let method = try rule.string("httpMethod")?.uppercased()
        let pattern = try rule.string("urlPattern") ?? ""
        guard PatternText.isReadable(pattern) else { throw rule.error("\"urlPattern\" is no regular expression") }
        rules.append(Rule(pattern: pattern, method: method == "" ? nil : method, delay: delay))
    }

    /// Hoverfly gives mean and median; a log-normal variable's mean is its median times exp(sigma² / 2).
    static func logNormal(_ delay: ImportCursor) throws(ImportError) -> Delay {
        guard let median = try delay.amount("median"), let mean = try delay.amount("mean"), median > 0, mean >= median
        else {
            throw delay.error("\"mean\" and \"median\" should be numbers, the mean not less than the median")
        }
        let sigma = (2 * Foundation.log(mean / median)).squareRoot()
        let maximum = try delay.amount("max").flatMap { $0 > 0 ? $0 : nil }
        return .lognormal(median: median, sigma: (sigma * 1_000).rounded() / 1_000, maximum: maximum)
    }

    func delay(of request: HoverflyRequest) -> Delay? {
        for rule in rules where rule.method == nil || rule.method == request.matcher.method {
            if rule.isForAll { return rule.delay }
            if let url = request.exactURL, let pattern = try? Pattern(rule.pattern), pattern.isFound(in: url) {
                return rule.delay
            }
        }
        return nil
    }

    /// What cannot be told without a request.
    func remark(on request: HoverflyRequest) -> String? {
        let mayApply = rules.contains { !$0.isForAll && ($0.method == nil || $0.method == request.matcher.method) }
        guard request.exactURL == nil, mayApply else { return nil }
        return "whether a delay of \"globalActions\" applies depends on the request; none is added"
    }
}
