internal import Codings
internal import Model
internal import Templating

/// A mock that answers a request, and the number of its use.
struct MockMatch {
    let mock: CompiledMock
    let use: Int
    let view: RequestView
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
    /// The request as conditions and templates see it.
    private(set) lazy var view = RequestView(head: request.head, content: content)
    private lazy var path = RequestPath.bytes(of: request.head.target)

    init(request: IncomingRequest, now clock: WallClock, bodyLimit: Int) {
        (self.request, self.clock, self.bodyLimit) = (request, clock, bodyLimit)
    }

    /// The first candidate that fits and has a use left. A HEAD request that no mock names is answered as GET.
    func firstMatch(of candidates: [MockTable.Entry], in table: MockTable) -> Result {
        let method = request.head.method
        let result = firstMatch(of: candidates, in: table, method: method)
        if case .none = result, method == "HEAD" { return firstMatch(of: candidates, in: table, method: "GET") }
        return result
    }

    private func firstMatch(of candidates: [MockTable.Entry], in table: MockTable, method: String) -> Result {
        for entry in candidates {
            let mock = table.mocks[Int(entry.mock)]
            guard fitsLine(mock, method: method), isAlive(mock) else { continue }
            if mock.readsParameters { bind(entry, of: mock) }
            if !mock.matcher.head.isEmpty, !mock.matcher.fitsHead(of: view) { continue }
            if !hasBody, mock.needs.contains(.body) || !mock.matcher.body.isEmpty { return .wantBody }
            if !mock.matcher.body.isEmpty, !mock.matcher.fitsBody(of: view) { continue }
            if let use = mock.uses.take() { return .matched(MockMatch(mock: mock, use: use, view: view)) }
        }
        return .none
    }

    private func fitsLine(_ mock: CompiledMock, method: String) -> Bool {
        if let wanted = mock.source.http.method, wanted != method { return false }
        guard request.form != .origin, let scheme = mock.source.http.scheme else { return true }
        return scheme == request.scheme
    }

    private func isAlive(_ mock: CompiledMock) -> Bool { mock.expiry.map { clock.now < $0 } ?? true }

    /// Binds the route's parameters for conditions and templates.
    func bind(_ entry: MockTable.Entry, of mock: CompiledMock) {
        view.pathParameters = mock.route.parameters(of: path, skipping: Int(entry.prefixLength))
    }

    /// Whether the body is there, or cannot be: without Content-Length and Transfer-Encoding a request of HTTP/1 has
    /// none (RFC 9112 §6.3).
    var hasBody: Bool {
        if request.body != nil { return true }
        let head = request.head
        return head.version != .http2 && !head.fields.contains("Content-Length")
            && !head.fields.contains("Transfer-Encoding")
    }

    /// The body with its content codings undone; what cannot be decoded stays as it was sent.
    private var content: [UInt8] {
        let body = request.body ?? []
        guard !body.isEmpty, let codings = request.head.fields.first("Content-Encoding") else { return body }
        return (try? ContentCoding.decode(body, codings: codings, limit: bodyLimit)) ?? body
    }
}
