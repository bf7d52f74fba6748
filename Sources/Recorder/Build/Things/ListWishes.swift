internal import Model

/// What the queries of a list's requests may wish for, by the names of their parameters; the answers tell whether it is so.
struct ListWishes {
    /// Parameters that are called like members of the things.
    private(set) var filters: [ListFilter] = []
    private(set) var order: (by: Place, direction: Place?)?
    private(set) var cursor: Place?
    /// No pages, or what says which one it is and how long it is.
    private(set) var pages: [ListPage?] = [nil]

    private static let sorting = ["sort", "sortby", "orderby", "ordering", "order"]
    private static let directions = ["direction", "dir", "order", "sortorder", "sortdir", "sortdirection"]
    private static let sizes = ["limit", "size", "perpage", "count", "first"]
    private static let cursors = ["after", "cursor", "token", "since"]
    /// Names that mean this whatever members things have deep inside.
    private static let ordinary = sorting + directions + sizes + cursors + ["page", "p", "pagesize", "pagenumber"]

    init(_ samples: [Sample], _ thing: JSON) {
        var names: [String] = []
        for name in samples.flatMap({ $0.query.map(\.name) }) where !names.contains(name) { names.append(name) }
        func take(_ isMeant: (String) -> Bool) -> Place? {
            guard let index = names.firstIndex(where: { isMeant(Self.plain($0)) }) else { return nil }
            return .query(names.remove(at: index))
        }
        for member in thing.object?.members ?? [] where member.value.isScalar {
            let name = Self.plain(member.name)
            if let place = take({ $0 == name }) { filters.append(ListFilter(member: member.name, place: place)) }
        }
        let ways = Self.ways(thing)
        for name in names where !Self.ordinary.contains(Self.plain(name)) {
            let wish = Self.words(name)
            guard let way = ways.first(where: { Self.words($0).names(wish) }) else { continue }
            names.removeAll { $0 == name }
            filters.append(ListFilter(member: way, place: .query(name)))
        }
        if let by = take(Self.sorting.contains) { order = (by, take(Self.directions.contains)) }
        if let size = take({ name in Self.sizes.contains { name.contains($0) } }) {
            pages.append(ListPage(number: take(Self.isPage), size: size))
        }
        cursor = take { name in Self.cursors.contains { name.contains($0) } }
        if pages.count == 1 { pages.append(ListPage(number: take(Self.isPage))) }
    }

    private static func isPage(_ name: String) -> Bool {
        name.hasPrefix("page") && !name.contains("token") || name == "p"
    }

    /// The ways to the members of a thing, as `$.where` takes them; the shortest first.
    private static func ways(_ thing: JSON) -> [String] {
        var result: [ValuePath] = []
        thing.visit { path, value in
            if value.isScalar, (2...5).contains(path.steps.count), path.steps.allSatisfy(\.isMember) {
                result.append(path)
            }
        }
        let names = result.sorted { $0.steps.count < $1.steps.count }.map { String($0.spelling.dropFirst()) }
        return names.filter { name in !name.contains { "['\\".contains($0) } }
    }

    /// `filter[author.id]` is about `author` and `id`.
    private static func words(_ name: String) -> [String] {
        let words = name.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
        return words.count > 1 && ["filter", "where", "q"].contains(words[0]) ? Array(words.dropFirst()) : words
    }

    private static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}

extension [String] {
    /// Whether a wish in some of these words, in their order and with the last one, can mean what they lead to.
    fileprivate func names(_ wish: [String]) -> Bool {
        guard let last = wish.last, last == self.last else { return false }
        var rest = self[...]
        return wish.allSatisfy { word in
            guard let place = rest.firstIndex(of: word) else { return false }
            rest = rest[(place + 1)...]
            return true
        }
    }
}
