internal import Model
internal import Templating

/// What keeps one mock from matching one request: in words, and as a distance that orders mocks.
struct MockDifference {
    private let mock: CompiledMock
    private var differences: [(weight: Int, text: String)] = []

    /// - Parameters:
    ///   - path: compared with the mock's route; empty when the route is known to match.
    ///   - view: the request, to hold conditions against; nil leaves them out, since they would only add noise where
    ///     another path was asked for.
    ///   - knowsBody: whether the view holds the request's content, so that conditions on it say something.
    init(_ mock: CompiledMock, _ request: IncomingRequest, path: [UInt8], view: RequestView?, knowsBody: Bool) {
        self.mock = mock
        if !path.isEmpty { comparePath(path) }
        compareLine(request)
        guard let view else { return }
        for (part, test) in mock.matcher.head where !test.holds(of: view) { add(2, test, part, view) }
        if knowsBody {
            for test in mock.matcher.body where !test.holds(of: view) { add(2, test, .body, view) }
        }
        if differences.isEmpty, knowsBody {
            differences.append((1, "it is used up or has expired (\(mock.uses.count) uses)"))
        }
    }

    var nearMiss: NearMiss {
        NearMiss(
            mock: mock.id,
            summary: mock.summary,
            differences: differences.sorted { $0.weight > $1.weight }.map(\.text),
            distance: differences.reduce(0) { $0 + $1.weight }
        )
    }

    private mutating func add(_ weight: Int, _ test: RequestTest, _ part: RequestPart, _ view: RequestView) {
        differences.append((weight, DifferenceWords.sentence(test, part, view)))
    }

    private mutating func compareLine(_ request: IncomingRequest) {
        if let method = mock.source.http.method, method != request.head.method,
            !(method == "GET" && request.head.method == "HEAD")
        {
            differences.append((5, "method: expected \(method), the request has \(request.head.method)"))
        }
        guard request.form != .origin else { return }
        if let host = mock.host, request.authority?.normalized(for: request.scheme) != host {
            let asked = request.authority?.description ?? "none"
            differences.append((6, "host: expected \(host), the request asks for \(asked)"))
        }
        if let scheme = mock.source.http.scheme, scheme != request.scheme {
            differences.append((6, "scheme: expected \(scheme.rawValue), the request has \(request.scheme.rawValue)"))
        }
    }

    private mutating func comparePath(_ path: [UInt8]) {
        let parts = Route.split(path)
        let segments = mock.route.segments
        for (index, segment) in segments.enumerated() {
            if case .rest = segment { return }
            guard index < parts.count else { break }
            guard case .literal(let expected) = segment else { continue }
            let actual = Route.decoded(parts[index])
            if actual == expected { continue }
            let (wanted, got) = (String(decoding: expected, as: UTF8.self), String(decoding: actual, as: UTF8.self))
            let weight = 7 + min(8, editDistance(expected.prefix(32), actual.prefix(32)))
            differences.append(
                (weight, "path: segment \(index + 1) should be \"\(wanted)\", the request has \"\(got)\"")
            )
        }
        if parts.count != segments.count {
            let weight = 9 * abs(parts.count - segments.count)
            differences.append((weight, "path: expected \(segments.count) segments, the request has \(parts.count)"))
        }
    }
}
