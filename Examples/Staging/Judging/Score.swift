/// So many of so many, with examples of what was wrong.
struct Score {
    private(set) var right = 0
    private(set) var total = 0
    /// What was wrong, and how often.
    private(set) var failures: [String: Int] = [:]

    mutating func count(_ isRight: Bool, _ failure: @autoclosure () -> String) {
        total += 1
        if isRight { right += 1 } else { failures[failure(), default: 0] += 1 }
    }

    mutating func add(right: Int, total: Int) { (self.right, self.total) = (self.right + right, self.total + total) }

    mutating func fail(_ text: String) { failures[text, default: 0] += 1 }

    mutating func add(_ other: Score) {
        add(right: other.right, total: other.total)
        failures.merge(other.failures, uniquingKeysWith: +)
    }

    /// `0.998`; `-` of nothing.
    var share: String {
        guard total > 0 else { return "-" }
        let thousandths = right * 10_000 / total
        return "\(thousandths / 10_000).\(String(10_000 + thousandths % 10_000).dropFirst())"
    }

    /// The most common failures first.
    func worst(_ count: Int) -> [String] {
        failures.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(count).map { "\($0.value) × \($0.key)" }
    }
}
