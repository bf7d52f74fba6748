internal import Model
internal import Templating

/// Finds the mocks that come nearest to a request without looking at all of them: by the words of their routes, the
/// rarest first, and by the number of segments.
struct NearMissIndex: Sendable {
    private var byWord: [[UInt8]: [CompiledMock]] = [:]
    private var byLength: [Int: [CompiledMock]] = [:]

    /// How many mocks are compared with a request.
    static let comparisonLimit = 512

    mutating func add(_ mock: CompiledMock) {
        for word in Self.words(of: mock) { byWord[word, default: []].append(mock) }
        byLength[mock.route.segments.count, default: []].append(mock)
    }

    mutating func remove(_ mock: CompiledMock) {
        for word in Self.words(of: mock) {
            byWord[word]?.removeAll { $0 === mock }
            if byWord[word]?.isEmpty == true { byWord[word] = nil }
        }
        byLength[mock.route.segments.count]?.removeAll { $0 === mock }
    }

    private static func words(of mock: CompiledMock) -> Set<[UInt8]> {
        Set(mock.route.segments.compactMap { if case .literal(let word) = $0, !word.isEmpty { word } else { nil } })
    }

    /// Mocks whose routes share words with a path, the rarest words first, then those of its length.
    func resembling(_ path: [UInt8]) -> [CompiledMock] {
        let segments = Route.split(path)
        let lists = segments.compactMap { byWord[Route.decoded($0)] }.sorted { $0.count < $1.count }
        var found: [CompiledMock] = []
        for list in lists + [byLength[segments.count] ?? []] where found.count < Self.comparisonLimit {
            // The newest first: what was just written is what somebody tries out.
            found += list.suffix(256).reversed()
        }
        return found
    }
}

/// Compares a request that nothing matched with the mocks that may have been meant.
struct NearMissSearch {
    /// The mocks whose route matches.
    let neighbours: [MockTable.Entry]
    /// Those that only resemble it.
    let others: [CompiledMock]

    /// The report, with the three that come nearest.
    func report(_ request: IncomingRequest, lookup: MockLookup) -> MissReport {
        let path = RequestPath.bytes(of: request.head.target)
        var seen: Set<ObjectIdentifier> = []
        var misses: [NearMiss] = []
        let limit = NearMissIndex.comparisonLimit
        for entry in neighbours.prefix(limit) where seen.insert(ObjectIdentifier(entry.mock)).inserted {
            lookup.bind(entry, of: entry.mock)
            misses.append(
                MockDifference(entry.mock, request, path: [], view: lookup.view, knowsBody: lookup.hasBody).nearMiss
            )
        }
        for mock in others where seen.count < limit && seen.insert(ObjectIdentifier(mock)).inserted {
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
}
