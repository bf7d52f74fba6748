internal import Model

/// Lays out a build report for people: totals first, then each mock with what is generalised in aligned columns.
struct BuildReportText {
    private let report: BuildReport

    init(_ report: BuildReport) { self.report = report }

    /// Columns are not padded to more than this.
    private static let widths = (place: 44, template: 56)
    /// Longer lists are cut.
    private static let limit = 50

    var lines: [String] {
        var result = [totals, generalised]
        var above: [Finding] = []
        for mock in report.mocks {
            result += [""] + lines(mock, after: above)
            above = mock.details
        }
        for (title, list) in [
            ("\(observed) without a cause:", report.unattributed), ("Not built:", report.skipped),
            ("Notes:", report.notes),
        ] where !list.isEmpty {
            result += ["", title] + list.prefix(Self.limit).map { "  \($0)" }
            if list.count > Self.limit { result.append("  … and \(list.count - Self.limit) more") }
        }
        return result
    }

    private var observed: String { report.messageCount > 0 ? "Webhooks and messages" : "Webhooks" }

    // MARK: Totals

    private var totals: String {
        var text = Count.words(report.mocks.count, "mock")
        if report.callbackCount > 0 { text += " with " + Count.words(report.callbackCount, "callback") }
        text += " from " + Count.words(report.exchangeCount, "exchange")
        let messages = Count.words(report.messageCount, "message")
        if report.deliveryCount > 0 {
            text += (report.messageCount > 0 ? ", " : " and ") + Count.words(report.deliveryCount, "webhook")
        }
        let retries = report.webhookCount - report.deliveryCount
        if retries == 1 { text += " (and 1 retry)" } else if retries > 1 { text += " (and \(retries) retries)" }
        return report.messageCount > 0 ? "\(text) and \(messages)" : text
    }

    private var generalised: String {
        var counts: [String: Int] = [:]
        // Mocks of one route that differ only in a condition and its value share their findings.
        for finding in Set(report.mocks.map(\.details)).flatMap({ $0 }) { counts[finding.kind, default: 0] += 1 }
        let kinds = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { kind, count in "\(count) \(Self.plural(kind, count))" }
        let open = report.unexplainedCount
        let rest =
            open == 0
            ? "no value stayed unexplained" : "\(Count.words(open, "value")) stayed unexplained (marked ? below)"
        return (kinds.isEmpty ? "nothing generalised" : "generalised: \(kinds.joined(separator: ", "))") + "; " + rest
    }

    private static func plural(_ kind: String, _ count: Int) -> String {
        switch kind {
        case "arithmetic": "by arithmetic"
        case "store": "from the store"
        case "text": count == 1 ? "text with values" : "texts with values"
        default: count == 1 ? kind : "\(kind)s"
        }
    }

    // MARK: Mocks

    private func lines(_ mock: BuildReport.MockLine, after above: [Finding]) -> [String] {
        var head = "\(mock.summary)  [\(mock.mock)]  \(Count.words(mock.samples, "exchange"))"
        if mock.callbacks > 0 { head += ", \(Count.words(mock.callbacks, "callback"))" }
        let open = mock.unexplained.map { "? \($0)" }
        if mock.details.count > 1, mock.details == above { return [head, "  generalised like the mock above"] + open }
        let place = min(Self.widths.place, mock.details.map(\.place.count).max() ?? 0)
        let template = min(Self.widths.template, mock.details.map(\.template.count).max() ?? 0)
        let findings = mock.details.map { finding in
            "  \(Self.padded(finding.place, to: place))  \(Self.padded(Self.cut(finding.template), to: template))  "
                + Self.reason(finding, samples: mock.samples)
        }
        return [head] + findings + open
    }

    /// What kind it is and why, without what the kind, the template or the first line says already.
    private static func reason(_ finding: Finding, samples: Int) -> String {
        var why = finding.why[...]
        var seen = samples
        if let range = why.ranges(of: " in ").last, let count = Int(why[range.upperBound...].filter(\.isNumber)) {
            if why.hasSuffix(" in \(ClockInference.count(count))") { (why, seen) = (why[..<range.lowerBound], count) }
        }
        let isPlain = ["equal", "holds values from elsewhere", "is the time of the exchange"].contains(String(why))
        let text = isPlain || why.hasPrefix("texts of the shape") ? finding.kind : "\(finding.kind): \(why)"
        return seen == samples ? text : "\(text) (in \(Count.words(seen, "sample")))"
    }

    private static func cut(_ text: String) -> String {
        let line = text.replacing("\n", with: "⏎")
        return line.count > widths.template ? "\(line.prefix(widths.template - 1))…" : line
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
