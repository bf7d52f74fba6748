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

    /// In the order of creation; nil where a mock was removed.
    private var entries: [CatalogueEntry?] = []
    private var places: [MockID: Int] = [:]
    private var alike: [Likeness: [MockID]] = [:]

    var count: Int { places.count }

    subscript(id: MockID) -> CatalogueEntry? { places[id].flatMap { entries[$0] } }

    /// All mocks, the oldest first.
    var all: some Sequence<CatalogueEntry> { entries.lazy.compactMap(\.self) }

    /// The mocks that are served and answer the same, the oldest first.
    func similar(to mock: Mock) -> [MockID] {
        (alike[Likeness(mock)] ?? []).filter { self[$0]?.closedAt == nil }
    }

    /// Adds a mock, or replaces the one of its id, which keeps its place in the order.
    mutating func put(_ entry: CatalogueEntry) {
        if let place = places[entry.id], let old = entries[place] {
            entries[place] = entry
            if Likeness(old.mock) == Likeness(entry.mock) { return }
            forgetLikeness(of: old)
        } else {
            places[entry.id] = entries.count
            entries.append(entry)
        }
        alike[Likeness(entry.mock), default: []].append(entry.id)
    }

    mutating func remove(_ id: MockID) {
        guard let place = places.removeValue(forKey: id), let entry = entries[place] else { return }
        forgetLikeness(of: entry)
        entries[place] = nil
        if entries.count > 64, places.count < entries.count / 2 { closeUp() }
    }

    private mutating func closeUp() {
        entries.removeAll { $0 == nil }
        for (place, entry) in entries.enumerated() { if let entry { places[entry.id] = place } }
    }

    private mutating func forgetLikeness(of entry: CatalogueEntry) {
        let likeness = Likeness(entry.mock)
        alike[likeness]?.removeAll { $0 == entry.id }
        if alike[likeness]?.isEmpty == true { alike[likeness] = nil }
    }
}
