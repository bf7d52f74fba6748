internal import Model
internal import Templating

/// A journal query, compiled.
struct CompiledQuery: Sendable {
    private let query: JournalQuery
    private let route: Route?
    private let matcher: MatcherTest?

    init(_ query: JournalQuery) throws(ReplayError) {
        self.query = query
        guard let http = query.http else {
            (route, matcher) = (nil, nil)
            return
        }
        guard let route = Route(http.route) else { throw Self.error("$.http.route", "\"*\" may stand only at the end") }
        self.route = route
        do throws(PlacedError) {
            matcher = try MatcherTest(http, FilesInUse())
        } catch {
            throw Self.error(error.path, error.reason)
        }
    }

    private static func error(_ path: String, _ reason: String) -> ReplayError {
        ReplayError(mock: MockID(rawValue: "query"), path: path, reason: reason)
    }

    func includes(_ request: QueriedRequest) -> Bool {
        let entry = request.entry
        if let mock = query.mock, mock != entry.mock { return false }
        if let namespace = query.namespace, namespace != entry.namespace { return false }
        if let run = query.run, run != entry.run { return false }
        if let isMatched = query.isMatched, isMatched != (entry.mock != nil) { return false }
        if let status = query.status, status != entry.status { return false }
        if let after = query.after, entry.id <= after { return false }
        if let since = query.since, entry.at < since { return false }
        if let until = query.until, entry.at >= until { return false }
        if let text = query.search, !request.holds(text) { return false }
        return query.http.map { fits($0, request) } ?? true
    }

    private func fits(_ http: HTTPMatcher, _ request: QueriedRequest) -> Bool {
        let incoming = request.entry.request
        if let method = http.method, method != incoming.head.method { return false }
        if let scheme = http.scheme, scheme != incoming.scheme { return false }
        if let host = http.host,
            incoming.authority?.normalized(for: incoming.scheme) != host.normalized(for: incoming.scheme)
        {
            return false
        }
        guard let route, let matcher, let skipping = request.prefixLength(before: route) else { return false }
        let view = request.view
        view.pathParameters = route.parameters(of: request.path, skipping: skipping)
        return matcher.fitsHead(of: view) && matcher.fitsBody(of: view)
    }
}

/// An entry as queries look at it; read at most once.
final class QueriedRequest {
    let entry: JournalEntry
    private(set) lazy var path = RequestPath.bytes(of: entry.request.head.target)
    private(set) lazy var view = RequestView(
        head: entry.request.head,
        content: entry.request.decodedBody(limit: 64 << 20)
    )

    init(_ entry: JournalEntry) { self.entry = entry }

    /// How many segments stand before the route where it matches, `/stubs/NAMESPACE` or none; nil where it does not.
    func prefixLength(before route: Route) -> Int? {
        if route.matches(path) { return 0 }
        let parts = Route.split(path)
        guard parts.count > 2, parts[0].elementsEqual("stubs".utf8) else { return nil }
        return route.matches([UInt8(ascii: "/")] + path[parts[2].startIndex...]) ? 2 : nil
    }

    func holds(_ text: String) -> Bool {
        entry.request.head.target.contains(text)
            || String(decoding: entry.request.body ?? [], as: UTF8.self).contains(text)
    }
}
