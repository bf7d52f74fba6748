internal import Model

/// What the queries of a list's requests may wish for, by the names of their parameters; the answers tell whether it is so.
struct ListWishes {
    /// Parameters that are called like members of the things.
    private(set) var filters: [(member: String, place: Place)] = []
    private(set) var order: (by: Place, direction: Place?)?
    private(set) var cursor: Place?
    /// No pages, or what says which one it is and how long it is.
    private(set) var pages: [(number: Place?, size: Place)?] = [nil]

    init(_ samples: [Sample], _ thing: JSON) {
        var names: [String] = []
        for name in samples.flatMap({ $0.query.map(\.name) }) where !names.contains(name) { names.append(name) }
        func take(_ isMeant: (String) -> Bool) -> Place? {
            guard let index = names.firstIndex(where: { isMeant(Self.plain($0)) }) else { return nil }
            return .query(names.remove(at: index))
        }
        for member in thing.object?.members ?? [] where member.value.isScalar {
            let name = Self.plain(member.name)
            if let place = take({ $0 == name }) { filters.append((member.name, place)) }
        }
        if let by = take(["sort", "sortby", "orderby", "ordering", "order"].contains) {
            order = (by, take(["direction", "dir", "order", "sortorder", "sortdir", "sortdirection"].contains))
        }
        if let size = take({ name in ["limit", "size", "perpage", "count", "first"].contains { name.contains($0) } }) {
            pages.append((take { $0.hasPrefix("page") && !$0.contains("token") || $0 == "p" }, size))
        }
        cursor = take { name in ["after", "cursor", "token", "since"].contains { name.contains($0) } }
    }

    private static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}
