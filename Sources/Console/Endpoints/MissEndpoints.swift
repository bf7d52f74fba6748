internal import Model

/// `/api/v1/undefined-requests`: the requests that no mock answered.
struct MissEndpoints: Sendable {
    let source: any MissSource

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/undefined-requests", .viewer, list)
                .about("Lists the requests that no mock answered.", gives: .undefinedRequestList)
                .reaching(.filtered)
        ]
    }

    /// One row for each method and path, the newest first, with how often it came.
    @Sendable private func list(_ request: AdminRequest) -> Answer {
        var rows: [Row] = []
        var places: [String: Int] = [:]
        for miss in source.misses() {
            let name = "\(miss.method) \(miss.url)"
            if let place = places[name] {
                rows[place].take(miss)
            } else {
                places[name] = rows.count
                rows.append(Row(miss))
            }
        }
        let newestFirst = rows.sorted { $0.last.exchange > $1.last.exchange }
        return .json(
            200,
            [
                "requests": .array(newestFirst.map(\.json)), "total": .int(rows.count), "offset": 0,
                "limit": .int(rows.count),
            ]
        )
    }

    private struct Row {
        private let first: UndefinedRequest
        private(set) var last: UndefinedRequest
        private var hits = 1

        init(_ miss: UndefinedRequest) { (first, last) = (miss, miss) }

        mutating func take(_ miss: UndefinedRequest) {
            last = miss
            hits += 1
        }

        var json: JSON {
            [
                "id": .string(first.exchange.description), "method": .string(first.method), "path": .string(first.url),
                "hitCount": .int(hits), "firstSeen": .int(first.at.milliseconds),
                "lastSeen": .int(last.at.milliseconds),
                "nearest": .array(last.explanation.map { .string($0) }),
            ]
        }
    }
}
