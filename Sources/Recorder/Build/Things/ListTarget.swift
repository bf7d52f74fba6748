internal import Model

/// Where a list of things stands in the store.
enum ListSource: Hashable {
    /// Under the path where its things are made.
    case path([String?])
    /// Under the name of such things, wherever they are made: orders come of carts.
    case collection(String)

    func reader(_ group: RouteGroup) -> String { "$.gS['\(key(group))']" }

    func key(_ group: RouteGroup) -> String {
        switch self {
        case .collection(let name): return "list:\(name)"
        case .path(let pattern):
            let names = group.parameters
            let path = pattern.enumerated()
                .map { index, segment in segment ?? "${$.pathParam.\(names[index] ?? "id")}" }
            return "list:" + PathSegments.joined(path)
        }
    }
}

/// The list that a group's things belong to.
struct ListTarget {
    var source: ListSource
    /// The member that names an element.
    var key: String
    /// The members that elements show; nil when they show all.
    var members: [String]?
    /// The part of a thing that its element shows.
    var inner = ValuePath()

    /// Whether the things that an effect is about are those of the list, and not what they own or belong to.
    func holds(_ effect: Effect, _ group: RouteGroup) -> Bool {
        switch (source, effect.key) {
        case (.collection(let name), _): effect.name == name
        case (.path(let pattern), .segment(let segment)): segment == pattern.count
        case (.path, .stored): false
        case (.path(let pattern), .response): group.thingSegment.map { $0 < pattern.count } ?? true
        default: true
        }
    }

    /// What puts a thing into its list, or takes it out, after an answer that leaves it so.
    func writer(_ effect: Effect, isGone: Bool, _ group: RouteGroup) -> Extraction {
        let reader = source.reader(group)
        var spelling = Spelling(parameters: group.parameters)
        spelling.store = group.store
        let id = spelling.expression(effect.key)
        let thing = StoreSpelling.reader(effect, group) + inner.spelling
        var element = thing
        if let members {
            element = "$.set($.json('{}'), " + members.map { "'\($0)', \(thing).\($0)" }.joined(separator: ", ") + ")"
        }
        let value = isGone ? "$.drop(\(reader), '\(key)', \(id))" : "$.put(\(reader), \(element), '\(key)')"
        var extraction = Extraction(store: .global, key: source.key(group), value: .string(value))
        extraction.isAfterResponse = true
        return extraction
    }
}
