internal import Model

/// An immutable snapshot of all mocks, compiled and indexed by route and host. Swapped whole.
final class MockTable: Sendable {
    /// A mock at the end of a route.
    struct Entry: Sendable {
        /// Its place in `mocks`.
        var mock: Int32
        /// How many segments stand before its route.
        var prefixLength: Int32
    }

    /// The mocks at one end, best first.
    private struct Shelf: Sendable {
        var anyHost: [Entry] = []
        var byHost: [Authority: [Entry]] = [:]
        var all: [Entry] = []
    }

    /// Every mock, the best first: higher priority, then host named, then static segments before parameters, then
    /// more conditions, then the newest.
    let mocks: [CompiledMock]
    /// The ids in the order given.
    let order: [MockID]
    let nearest: NearMissIndex
    private let index: RouteIndex
    private let shelves: [Shelf]

    init(_ compiled: [CompiledMock]) {
        order = compiled.map(\.id)
        mocks = compiled.enumerated()
            .sorted { $0.element.precedes($1.element) ?? ($0.offset > $1.offset) }
            .map(\.element)
        var index = RouteIndex()
        var shelves: [Shelf] = []
        for (place, mock) in mocks.enumerated() {
            for prefix in [[], mock.stubPrefix] {
                let end = index.insert(mock.route, prefix: prefix)
                if end == shelves.count { shelves.append(Shelf()) }
                let entry = Entry(mock: Int32(place), prefixLength: Int32(prefix.count))
                shelves[end].all.append(entry)
                if let host = mock.host {
                    shelves[end].byHost[host, default: []].append(entry)
                } else {
                    shelves[end].anyHost.append(entry)
                }
            }
        }
        (self.index, self.shelves) = (index, shelves)
        nearest = NearMissIndex(mocks)
    }

    /// The mocks whose route and host fit a request, in the order in which they are tried. Those that name another
    /// host than an origin-form request does come last.
    func candidates(for request: IncomingRequest) -> [Entry] {
        let ends = RequestPath.withBytes(of: request.head.target) { index.ends(of: $0) }
        guard ends.first >= 0 else { return [] }
        if ends.others.isEmpty { return entries(on: shelves[ends.first], for: request) }
        let found = [ends.first] + ends.others
        return entries(on: merged(found.map { shelves[$0] }), for: request)
    }

    private func entries(on shelf: Shelf, for request: IncomingRequest) -> [Entry] {
        if shelf.byHost.isEmpty { return shelf.anyHost }
        let isOrigin = request.form == .origin
        if isOrigin, shelf.byHost.count == 1, shelf.anyHost.isEmpty { return shelf.all }
        let named = request.authority.flatMap { shelf.byHost[normalized($0, for: request.scheme)] } ?? []
        let fitting = shelf.anyHost.isEmpty ? named : sorted(shelf.anyHost + named)
        guard isOrigin else { return fitting }
        if fitting.isEmpty { return shelf.all }
        let taken = Set(fitting.map(\.mock))
        return fitting + shelf.all.filter { !taken.contains($0.mock) }
    }

    private func normalized(_ authority: Authority, for scheme: Scheme) -> Authority {
        authority.port == scheme.defaultPort ? authority.normalized(for: scheme) : authority
    }

    private func merged(_ shelves: [Shelf]) -> Shelf {
        var result = Shelf()
        for shelf in shelves {
            result.anyHost += shelf.anyHost
            result.all += shelf.all
            result.byHost.merge(shelf.byHost) { $0 + $1 }
        }
        result.anyHost = sorted(result.anyHost)
        result.all = sorted(result.all)
        result.byHost = result.byHost.mapValues(sorted)
        return result
    }

    private func sorted(_ entries: [Entry]) -> [Entry] { entries.sorted { $0.mock < $1.mock } }
}
