internal import Model
internal import Templating

/// Finds the mocks that come nearest to a request without looking at all of them: by the words of their routes, the
/// rarest first, and by the number of segments.
struct NearMissIndex: Sendable {
    private var byWord: [[UInt8]: [Int32]] = [:]
    private var byLength: [Int: [Int32]] = [:]

    /// How many mocks of one word or length are kept, and how many are compared with a request.
    private static let listLimit = 256
    private static let comparisonLimit = 512

    init(_ mocks: [CompiledMock]) {
        for (place, mock) in mocks.enumerated() {
            for case .literal(let word) in Set(mock.route.segments) where !word.isEmpty {
                Self.add(Int32(place), to: &byWord[word, default: []])
            }
            Self.add(Int32(place), to: &byLength[mock.route.segments.count, default: []])
        }
    }

    private static func add(_ place: Int32, to list: inout [Int32]) {
        if list.count < listLimit { list.append(place) }
    }

    /// The report of a request that nothing matched. `candidates` are the mocks whose route does match.
    func report(
        _ request: IncomingRequest,
        candidates: [MockTable.Entry],
        in table: MockTable,
        lookup: MockLookup
    ) -> MissReport {
        let path = RequestPath.bytes(of: request.head.target)
        var seen: Set<Int32> = []
        var misses: [NearMiss] = []
        for entry in candidates.prefix(Self.comparisonLimit) where seen.insert(entry.mock).inserted {
            let mock = table.mocks[Int(entry.mock)]
            lookup.bind(entry, of: mock)
            misses.append(
                MockDifference(mock, request, path: [], view: lookup.view, knowsBody: lookup.hasBody).nearMiss
            )
        }
        for place in others(path) where seen.count < Self.comparisonLimit && seen.insert(place).inserted {
            let mock = table.mocks[Int(place)]
            misses.append(MockDifference(mock, request, path: path, view: nil, knowsBody: false).nearMiss)
        }
        return MissReport(
            method: request.head.method,
            target: request.head.target,
            host: request.authority?.description,
            nearest: Array(
                misses.sorted { ($0.distance, $0.mock.rawValue) < ($1.distance, $1.mock.rawValue) }.prefix(3)
            )
        )
    }

    /// Mocks whose routes share words with a path, then those of its length.
    private func others(_ path: [UInt8]) -> [Int32] {
        let segments = Route.split(path)
        let lists = segments.compactMap { byWord[Route.decoded($0)] }.sorted { $0.count < $1.count }
        return lists.flatMap { $0 } + (byLength[segments.count] ?? [])
    }
}
