internal import Model

/// The mocks of the server by id, in the order of creation, and by what they answer.
struct MockIndex: Sendable {
    /// Mocks of one namespace that answer the same method and route are similar.
    struct Likeness: Hashable, Sendable {
        let namespace: String
        let method: String?
        let route: String
        let host: Authority?

        init(_ mock: Mock) {
            (namespace, method) = (mock.namespace ?? "", mock.http.method)
            (route, host) = (mock.fullRoute, mock.http.host)
        }
    }

    private struct Place {
        var number: Int
        var entry: CatalogueEntry
    }

    private var places: [MockID: Place] = [:]
    /// Nil where a mock was removed.
    private var order: [MockID?] = []
    private var alike: [Likeness: [MockID]] = [:]

    var count: Int { places.count }

    subscript(id: MockID) -> CatalogueEntry? { places[id]?.entry }

    /// All mocks, the oldest first.
    var all: some Sequence<CatalogueEntry> { order.lazy.compactMap { $0.flatMap { places[$0]?.entry } } }

    /// The mocks that are served and answer the same, the oldest first.
    func similar(to mock: Mock) -> [MockID] {
        (alike[Likeness(mock)] ?? []).filter { places[$0]?.entry.closedAt == nil }
    }

    /// Adds a mock, or replaces the one of its id, which keeps its place in the order.
    mutating func put(_ entry: CatalogueEntry) {
        if let old = places[entry.id] {
            places[entry.id]?.entry = entry
            if Likeness(old.entry.mock) == Likeness(entry.mock) { return }
            forgetLikeness(of: old.entry)
        } else {
            places[entry.id] = Place(number: order.count, entry: entry)
            order.append(entry.id)
        }
        alike[Likeness(entry.mock), default: []].append(entry.id)
    }

    mutating func remove(_ id: MockID) {
        guard let place = places.removeValue(forKey: id) else { return }
        forgetLikeness(of: place.entry)
        order[place.number] = nil
        if order.count > 64, places.count < order.count / 2 { closeUp() }
    }

    private mutating func closeUp() {
        order.removeAll { $0 == nil }
        for case (let number, let id?) in order.enumerated() { places[id]?.number = number }
    }

    private mutating func forgetLikeness(of entry: CatalogueEntry) {
        let likeness = Likeness(entry.mock)
        alike[likeness]?.removeAll { $0 == entry.id }
        if alike[likeness]?.isEmpty == true { alike[likeness] = nil }
    }
}
