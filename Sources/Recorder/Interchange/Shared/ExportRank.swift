internal import Model

/// Which of several mocks that match is tried first here (docs/mock-format.md, "Mock"), as numbers for tools that know only
/// numbers: 0 is tried first.
enum ExportRank {
    /// The rank of each mock.
    static func ranks(_ mocks: [Mock]) -> [Int] {
        let keys = mocks.map(Key.init)
        let order = Set(keys).sorted()
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        return keys.map { places[$0] ?? 0 }
    }

    private struct Key: Hashable, Comparable {
        /// Lower is tried first.
        let numbers: [Int]

        init(_ mock: Mock) {
            let segments = mock.http.route.split(separator: "/")
            let kinds = segments.map { $0 == "*" ? 2 : $0.hasPrefix(":") ? 1 : 0 }
            let http = mock.http
            let conditions =
                http.body.count + http.query.count + http.fields.count + http.pathParameters.count + http.cookies.count
            numbers =
                [Int(-mock.priority), http.host == nil ? 1 : 0, kinds.max() ?? 0] + [kinds.reduce(0, +), -conditions]
        }

        static func < (left: Key, right: Key) -> Bool { left.numbers.lexicographicallyPrecedes(right.numbers) }
    }
}
