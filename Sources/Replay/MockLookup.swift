internal import Codings
internal import Model
internal import Synchronization
internal import Templating

/// A mock that answers a request, and the number of its use.
struct MockMatch {
    let mock: CompiledMock
    /// How many segments of the path stand before its route.
    let prefixLength: Int
    let use: Int
    let lookup: MockLookup

    /// The request as conditions and templates see it; made when the first of them looks.
    var view: RequestView { lookup.view }
}

/// Tries candidates until one fits. The request is looked into at most once, and only as far as a condition asks.
final class MockLookup {
    /// What a lookup comes to.
    enum Result {
        case wantBody
        case matched(MockMatch)
        case none
    }

    let request: IncomingRequest
    private let clock: WallClock
    private let bodyLimit: Int
    private let run: RunState
    /// The request as conditions and templates see it.
    private(set) lazy var view = RequestView(head: request.head, content: content)
    private lazy var path = RequestPath.bytes(of: request.head.target)

    init(request: IncomingRequest, now clock: WallClock, bodyLimit: Int, run: RunState) {
        (self.request, self.clock, self.bodyLimit, self.run) = (request, clock, bodyLimit, run)
    }

    /// The first candidate that fits and has a use left.
    func firstMatch(of candidates: [MockTable.Entry]) -> Result {
        for entry in candidates {
            let mock = entry.mock
            guard fitsScheme(mock), isAlive(mock) else { continue }
            if mock.readsParameters { bind(entry, of: mock) }
            if !mock.matcher.head.isEmpty, !mock.matcher.fitsHead(of: view) { continue }
            if !hasBody, mock.needs.contains(.body) || !mock.matcher.body.isEmpty { return .wantBody }
            if !mock.matcher.body.isEmpty, !mock.matcher.fitsBody(of: view) { continue }
            if !mock.matcher.when.isEmpty, !fitsState(mock) { continue }
            if let use = run.uses(of: mock).take(at: request.receivedAt) {
                return .matched(MockMatch(mock: mock, prefixLength: entry.prefixLength, use: use, lookup: self))
            }
        }
        return .none
    }

    /// Whether conditions on stores hold, as they are now.
    func fitsState(_ mock: CompiledMock) -> Bool {
        var context = RenderContext(
            request: view,
            namespace: mock.namespace,
            chain: mock.source.chainID,
            clock: clock,
            chance: Chance(seed: 0)
        )
        guard mock.matcher.needs.contains(.stores) else { return mock.matcher.fitsState(in: &context) }
        return run.stores.withLock { stores in
            swap(&context.stores, &stores)
            defer { swap(&context.stores, &stores) }
            return mock.matcher.fitsState(in: &context)
        }
    }

    private func fitsScheme(_ mock: CompiledMock) -> Bool {
        guard request.form != .origin, let scheme = mock.source.http.scheme else { return true }
        return scheme == request.scheme
    }

    private func isAlive(_ mock: CompiledMock) -> Bool { mock.expiry.map { clock.now < $0 } ?? true }

    /// Binds the route's parameters for conditions and templates.
    func bind(_ entry: MockTable.Entry, of mock: CompiledMock) {
        view.pathParameters = mock.route.parameters(of: path, skipping: entry.prefixLength)
    }

    /// Whether the body is there, or cannot be.
    var hasBody: Bool { !request.awaitsBody }

    private var content: [UInt8] { request.decodedBody(limit: bodyLimit) }
}

extension IncomingRequest {
    /// The body with its content codings undone; what cannot be decoded stays as it was sent.
    func decodedBody(limit: Int) -> [UInt8] { decoded(body ?? [], by: head.fields, limit: limit) }
}

/// A content with the codings undone that its fields name; what cannot be decoded stays as it was sent.
func decoded(_ content: [UInt8], by fields: FieldSection, limit: Int) -> [UInt8] {
    guard !content.isEmpty, let codings = fields.first("Content-Encoding") else { return content }
    return (try? ContentCoding.decode(content, codings: codings, limit: limit)) ?? content
}
