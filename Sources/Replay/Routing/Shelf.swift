internal import Model

/// The mocks at the end of one route, by host and method, each list best first.
struct Shelf: Sendable {
    private struct Key: Hashable, Sendable {
        /// Nil for mocks that name no host.
        var host: Authority?
        /// Nil for mocks of any method.
        var method: String?
    }

    /// Every mock, the best first.
    private(set) var all: [MockTable.Entry] = []
    private var lists: [Key: [MockTable.Entry]] = [:]
    /// How many mocks name each host.
    private var hosts: [Authority: Int] = [:]
    private var hasAnyMethod = false
    /// The namespace whose mocks come first; nil where all are of one.
    let preferred: String?

    init(preferred: String?) { self.preferred = preferred }

    var isEmpty: Bool { all.isEmpty }

    mutating func insert(_ entry: MockTable.Entry) {
        let key = Self.key(of: entry.mock)
        insert(entry, into: &all)
        insert(entry, into: &lists[key, default: []])
        if let host = key.host { hosts[host, default: 0] += 1 }
        if key.method == nil { hasAnyMethod = true }
    }

    mutating func remove(_ mock: CompiledMock) {
        let key = Self.key(of: mock)
        all.removeAll { $0.mock === mock }
        lists[key]?.removeAll { $0.mock === mock }
        if lists[key]?.isEmpty == true { lists[key] = nil }
        if let host = key.host, let count = hosts[host] { hosts[host] = count > 1 ? count - 1 : nil }
        hasAnyMethod = lists.keys.contains { $0.method == nil }
    }

    private static func key(of mock: CompiledMock) -> Key { Key(host: mock.host, method: mock.source.http.method) }

    private func insert(_ entry: MockTable.Entry, into list: inout [MockTable.Entry]) {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(list[middle].mock, entry.mock, preferred: preferred) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        list.insert(entry, at: low)
    }

    /// The mocks of a method that name no host, or the one that the request asks for.
    func fitting(_ request: IncomingRequest, method: String) -> [MockTable.Entry] {
        if all.count == 1 { return fits(all[0].mock, request, method) ? all : [] }
        let any = entries(host: nil, method)
        guard !hosts.isEmpty, let named = named(by: request) else { return any }
        return Self.merged([any, entries(host: named, method)], preferred: preferred)
    }

    /// Most routes have one mock, for which no table need be asked.
    private func fits(_ mock: CompiledMock, _ request: IncomingRequest, _ method: String) -> Bool {
        if let own = mock.source.http.method, own != method { return false }
        guard let host = mock.host else { return true }
        return host == named(by: request)
    }

    /// The mocks of a method that name another host than the request asks for.
    func strangers(to request: IncomingRequest, method: String) -> [MockTable.Entry] {
        guard !hosts.isEmpty else { return [] }
        let named = named(by: request)
        if hosts.count == 1, let only = hosts.first?.key { return only == named ? [] : entries(host: only, method) }
        return all.filter { entry in
            guard let host = entry.mock.host, host != named else { return false }
            let own = entry.mock.source.http.method
            return own == nil || own == method
        }
    }

    private func named(by request: IncomingRequest) -> Authority? {
        guard let authority = request.authority else { return nil }
        guard authority.port == request.scheme.defaultPort else { return authority }
        return authority.normalized(for: request.scheme)
    }

    private func entries(host: Authority?, _ method: String) -> [MockTable.Entry] {
        let own = lists[Key(host: host, method: method)] ?? []
        guard hasAnyMethod, let any = lists[Key(host: host, method: nil)] else { return own }
        return Self.merged([own, any], preferred: preferred)
    }

    /// Several lists as one, the best first. Usually all but one are empty, which costs nothing.
    static func merged(_ lists: [[MockTable.Entry]], preferred: String?) -> [MockTable.Entry] {
        let filled = lists.filter { !$0.isEmpty }
        guard filled.count > 1 else { return filled.first ?? [] }
        return filled.joined().sorted { precedes($0.mock, $1.mock, preferred: preferred) }
    }

    private static func precedes(_ left: CompiledMock, _ right: CompiledMock, preferred: String?) -> Bool {
        if let preferred, left.namespace != right.namespace {
            if left.namespace == preferred { return true }
            if right.namespace == preferred { return false }
        }
        return left.precedes(right)
    }
}
