internal import ArgumentParser

/// Ports from one to another: `8085-8184`.
struct PortInterval: ExpressibleByArgument, Hashable, CustomStringConvertible {
    let range: ClosedRange<Int>

    init(range: ClosedRange<Int>) { self.range = range }

    init?(argument: String) {
        let ports = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ports.count == 2, let first = ports[0], let last = ports[1], first >= 1, first <= last, last <= 65_535
        else { return nil }
        range = first...last
    }

    var description: String { "\(range.lowerBound)-\(range.upperBound)" }
}
