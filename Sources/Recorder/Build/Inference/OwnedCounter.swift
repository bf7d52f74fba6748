internal import Model

/// Numbers that each owner counts by itself: the messages of a channel, the issues of a repository.
enum OwnedCounter {
    /// The expression that counts on; nil where the numbers do not begin anew with each owner.
    ///
    /// - Parameter owners: the expressions of the path's parameters with their values, which together name the owner.
    static func expression(
        _ values: [JSON],
        name: String?,
        scope: String,
        owners: [(expression: String, values: [String])]
    ) -> String? {
        let numbers = values.compactMap { $0.number?.int64 }
        guard numbers.count == values.count, !owners.isEmpty, let start = numbers.min(), start >= 0 else { return nil }
        var counted: [[String]: Set<Int64>] = [:]
        for (index, number) in numbers.enumerated() {
            guard counted[owners.map { $0.values[index] }, default: []].insert(number).inserted else { return nil }
        }
        let isEach = counted.values.allSatisfy { $0 == Set(start..<start + Int64($0.count)) }
        // One owner alone counts as all do together.
        guard isEach, counted.values.count(where: { $0.count > 1 }) >= 2 else { return nil }
        let owner = owners.map { "${\($0.expression)}" }.joined(separator: ":")
        return "$.fake.counter('\(scope).\(name ?? "number"):\(owner)', \(start))"
    }
}
