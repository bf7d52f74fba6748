internal import Model

/// All mocks, compiled and indexed by route, host and method, so that a request costs the same however many there are.
///
/// Changed in place, a mock at a time; whoever holds it guards it.
struct MockTable: Sendable {
    /// A mock at the end of a route.
    struct Entry: Sendable {
        let mock: CompiledMock
        /// How many segments stand before its route.
        let prefixLength: Int
    }

    private var mocks: [MockID: CompiledMock] = [:]
    private var index = RouteIndex()
    private var shelves: [Shelf] = []
    private var emptyShelves = 0
    private(set) var nearest = NearMissIndex()
    /// What mocks belong to that name no namespace; at bare routes they come before all others.
    private let defaultNamespace: String

    init(_ compiled: [CompiledMock] = [], defaultNamespace: String) {
        self.defaultNamespace = defaultNamespace
        for mock in compiled { put(mock) }
    }

    /// The mock of this id.
    subscript(id: MockID) -> CompiledMock? { mocks[id] }

    /// Every mock, in no order.
    var all: some Collection<CompiledMock> { mocks.values }

    /// Adds a mock, in place of the one with its id.
    mutating func put(_ mock: CompiledMock) {
        remove(mock.id)
        mocks[mock.id] = mock
        nearest.add(mock)
        shelve(Entry(mock: mock, prefixLength: 0), prefix: [])
        let prefix = mock.stubPrefix
        shelve(Entry(mock: mock, prefixLength: prefix.count), prefix: prefix)
    }

    /// Takes a mock away; false when there is none of this id.
    @discardableResult mutating func remove(_ id: MockID) -> Bool {
        guard let mock = mocks.removeValue(forKey: id) else { return false }
        nearest.remove(mock)
        for prefix in [[], mock.stubPrefix] {
            let shelf = index.insert(mock.route, prefix: prefix)
            shelves[shelf].remove(mock)
            if shelves[shelf].isEmpty { emptyShelves += 1 }
        }
        if emptyShelves > max(1_024, shelves.count / 2) { rebuild() }
        return true
    }

    /// Routes that nobody uses any more leave branches behind in the index; this drops them.
    private mutating func rebuild() {
        let kept = mocks.values.sorted { $0.serial < $1.serial }
        self = MockTable(kept, defaultNamespace: defaultNamespace)
    }

    private mutating func shelve(_ entry: Entry, prefix: [[UInt8]]) {
        let end = index.insert(entry.mock.route, prefix: prefix)
        if end == shelves.count {
            shelves.append(Shelf(preferred: prefix.isEmpty ? defaultNamespace : nil))
        } else if shelves[end].isEmpty {
            emptyShelves -= 1
        }
        shelves[end].insert(entry)
    }

    /// The mocks whose route, host and method fit a request, in the order in which they are tried. Those that name
    /// another host than an origin-form request does come last.
    func candidates(for request: IncomingRequest, method: String) -> [Entry] {
        let ends = ends(of: request)
        let fitting = entries(at: ends) { $0.fitting(request, method: method) }
        guard request.form == .origin else { return fitting }
        let strangers = entries(at: ends) { $0.strangers(to: request, method: method) }
        return strangers.isEmpty ? fitting : fitting + strangers
    }

    /// The mocks whose route fits, whatever their method and host.
    func neighbours(of request: IncomingRequest) -> [Entry] { entries(at: ends(of: request)) { $0.all } }

    private func ends(of request: IncomingRequest) -> RouteIndex.Ends {
        RequestPath.withBytes(of: request.head.target) { index.ends(of: $0) }
    }

    private func entries(at ends: RouteIndex.Ends, on shelf: (Shelf) -> [Entry]) -> [Entry] {
        guard ends.first >= 0 else { return [] }
        let first = shelf(shelves[ends.first])
        if ends.others.isEmpty { return first }
        return Shelf.merged([first] + ends.others.map { shelf(shelves[$0]) }, preferred: shelves[ends.first].preferred)
    }
}
