internal import Model
internal import Templating

/// How answers show the things that were made under their path: all of them or some, in which order, and which page.
struct ListUse {
    /// Where the list stands in the answer.
    var path: ValuePath
    /// The member that names an element.
    var key: String
    /// The part of a thing that its element shows.
    var inner = ValuePath()
    /// The members that elements show; nil when they show all.
    var members: [String]?
    /// Members and where the request says what they must be; a request need not say it.
    var filters: [(member: String, place: Place)] = []
    var isNewestFirst = false
    /// How the list is sorted when no request wishes anything.
    var sorting: ListOrder?
    /// Where the request says by which member the list is sorted, and in which direction.
    var order: (by: Place, direction: Place?)?
    /// Where the request names the element behind which it wants to go on.
    var cursor: Place?
    /// Where the request says which page, and how long pages are.
    var page: (number: Place?, size: Place)?
    /// What else the answer says about the list.
    var facts: [ListFact] = []

    /// What a request is shown of a list.
    struct View {
        /// How many there are on all pages.
        var count: Int
        var shown: [JSON]
        var isFollowed: Bool
        var number: JSON
    }

    /// What the things looked like to a request; nil where it wishes for no possible page.
    func view(of things: [JSON], in sample: Sample) -> View? {
        var elements = things.map { inner.value(in: $0) ?? $0 }
        for (member, place) in filters {
            if let value = place.value(in: sample) {
                elements = ListFunctions.elements(elements, where: member, is: value)
            }
        }
        let count = elements.count
        if isNewestFirst { elements.reverse() }
        if let sorting { elements = ListFunctions.sorted(elements, by: .string(sorting.wish), nil) }
        if let order {
            elements = ListFunctions.sorted(
                elements,
                by: order.by.value(in: sample),
                order.direction?.value(in: sample)
            )
        }
        if let cursor { elements = ListFunctions.elements(elements, after: cursor.value(in: sample), by: key) }
        let number = page?.number?.value(in: sample) ?? 1
        guard let shown = ListFunctions.page(of: elements, number: number, size: page?.size.value(in: sample)) else {
            return nil
        }
        return View(count: count, shown: shown.elements.map(projected), isFollowed: shown.isFollowed, number: number)
    }

    /// The same list in an order.
    func sorted(_ order: ListOrder) -> ListUse {
        var list = self
        list.sorting = order
        return list
    }

    private func projected(_ thing: JSON) -> JSON {
        guard let members, let object = thing.object else { return thing }
        return .object(JSONObject(members.compactMap { name in object[name].map { JSONObject.Member(name, $0) } }))
    }

    /// Stands for the list while the rest of the answer is inferred.
    private static let placeholder = JSON.string("\u{0}list\u{0}")

    /// The answer without what the store gives.
    func blanked(_ json: JSON) -> JSON {
        facts.indices.reduce(json.replacing(path.steps[...], with: Self.placeholder)) { json, number in
            guard case .content(let path) = facts[number].place else { return json }
            return json.replacing(path.steps[...], with: .string(Self.placeholder(number)))
        }
    }

    private static func placeholder(_ fact: Int) -> String { "\u{0}list fact \(fact)\u{0}" }

    /// A template of such an answer with what reads the store.
    func filled(_ template: JSON, _ group: RouteGroup) -> JSON {
        let words = ListWords(self, group)
        return Rewriting.rewriteValues(template) { text in
            if text == Self.placeholder.string { return .string(words.shown) }
            if let number = facts.indices.first(where: { text == Self.placeholder($0) }) {
                return .string(words.expression(facts[number].kind))
            }
            return .string(text)
        }
    }

    /// What reads the store for a field of the answer's head; nil where the field says nothing about the list.
    func template(ofField name: String, _ group: RouteGroup) -> String? {
        for fact in facts {
            if case .field(name.lowercased()) = fact.place { return ListWords(self, group).expression(fact.kind) }
        }
        return nil
    }
}

/// How the expressions of a list are spelled.
private struct ListWords {
    private let list: ListUse
    private let filtered: String
    private let rest: String
    private let page: String

    init(_ list: ListUse, _ group: RouteGroup) {
        self.list = list
        let spelling = Spelling(parameters: group.parameters)
        let all = ListSpelling.reader(group.pattern, group)
        let filters = list.filters.map { ", '\($0.member)', \(spelling.expression($0.place))" }.joined()
        filtered = filters.isEmpty ? all : "$.where(\(all)\(filters))"
        var rest = list.isNewestFirst ? "$.reverse(\(filtered))" : filtered
        if let sorting = list.sorting { rest = "$.sort(\(rest), '\(sorting.wish)')" }
        if let order = list.order {
            let direction = order.direction.map { ", \(spelling.expression($0))" } ?? ""
            rest = "$.sort(\(rest), \(spelling.expression(order.by))\(direction))"
        }
        if let cursor = list.cursor { rest = "$.after(\(rest), '\(list.key)', \(spelling.expression(cursor)))" }
        self.rest = rest
        let number = list.page?.number.map { "\(spelling.expression($0)) || 1" } ?? "1"
        page = list.page.map { "\(number), \(spelling.expression($0.size))" } ?? ""
    }

    /// The list itself; an empty one, too, where nothing was made yet.
    var shown: String {
        if !page.isEmpty { return "$.page(\(rest), \(page))" }
        return rest.hasPrefix("$.gS") ? "$.list(\(rest))" : rest
    }

    func expression(_ kind: ListFact.Kind) -> String {
        switch kind {
        case .count: "$.count(\(filtered))"
        case .shownCount: "$.count(\(shown))"
        case .isFollowed: "$.more(\(rest), \(page))"
        case .nextKey: "$.next(\(rest), \(page), '\(list.key)')"
        case .nextNumber: "$.next(\(rest), \(page))"
        }
    }
}

/// How lists are spelled in templates: each stands in the store under the path where its things are made.
enum ListSpelling {
    static func reader(_ pattern: [String?], _ group: RouteGroup) -> String { "$.gS['\(key(pattern, group))']" }

    static func key(_ pattern: [String?], _ group: RouteGroup) -> String {
        let names = group.parameters
        let path = pattern.enumerated()
            .map { index, segment in segment ?? "${$.pathParam.\(names[index] ?? "id")}" }
        return "list:" + PathSegments.joined(path)
    }

    /// What puts a thing into its list, or takes it out, after an answer that leaves it so.
    static func writer(_ effect: Effect, isGone: Bool, _ list: ListTarget, _ group: RouteGroup) -> Extraction {
        let reader = reader(list.pattern, group)
        let id = Spelling(parameters: group.parameters).expression(effect.key)
        let thing = "$.gS['\(effect.name):${\(id)}']\(list.inner.spelling)"
        var element = thing
        if let members = list.members {
            element = "$.set($.json('{}'), " + members.map { "'\($0)', \(thing).\($0)" }.joined(separator: ", ") + ")"
        }
        let value = isGone ? "$.drop(\(reader), '\(list.key)', \(id))" : "$.put(\(reader), \(element), '\(list.key)')"
        var extraction = Extraction(store: .global, key: key(list.pattern, group), value: .string(value))
        extraction.isAfterResponse = true
        return extraction
    }
}

/// The list that a group's things belong to.
struct ListTarget {
    var pattern: [String?]
    var key: String
    var members: [String]?
    var inner = ValuePath()
}
