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
    /// What the request says that elements must be; a request need not say it.
    var filters: [ListFilter] = []
    var isNewestFirst = false
    /// How the list is sorted when no request wishes anything.
    var sorting: ListOrder?
    /// Where the request says by which member the list is sorted, and in which direction.
    var order: (by: Place, direction: Place?)?
    /// Where the request names the element behind which it wants to go on.
    var cursor: Place?
    /// Which page is shown, and how long pages are.
    var page: ListPage?
    /// Where the things stand in the store.
    var source: ListSource
    /// What else the answer says about the list.
    var facts: [ListFact] = []

    /// What a request is shown of a list.
    struct View {
        /// What there is on all pages.
        var all: [JSON]
        var shown: [JSON]
        var isFollowed: Bool
        var number: JSON
    }

    /// What the things looked like to a request; nil where it wishes for no possible page.
    func view(of things: [JSON], in sample: Sample) -> View? {
        var elements = parts(of: things)
        for filter in filters {
            if let value = filter.wish(in: sample) {
                elements = ListFunctions.elements(elements, where: filter.member, is: value)
            }
        }
        let all = elements
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
        guard let shown = ListFunctions.page(of: elements, number: number, size: page?.size(in: sample)) else {
            return nil
        }
        return View(all: all, shown: shown.elements.map(projected), isFollowed: shown.isFollowed, number: number)
    }

    /// What elements show of the things.
    func parts(of things: [JSON]) -> [JSON] { things.map { inner.value(in: $0) ?? $0 } }

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
        let all = list.source.reader(group)
        let filters = list.filters.map { ", '\($0.member)', \($0.expression(spelling))" }.joined()
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
        page = list.page?.length(spelling).map { "\(number), \($0)" } ?? ""
    }

    /// The list itself; an empty one, too, where nothing was made yet.
    var shown: String {
        if !page.isEmpty { return "$.page(\(rest), \(page))" }
        return rest.hasPrefix("$.gS") ? "$.list(\(rest))" : rest
    }

    func expression(_ kind: ListFact.Kind) -> String {
        switch kind {
        case .count: "$.count(\(filtered))"
        case .total(let name): "$.total(\(filtered), '\(name)')"
        case .shownCount: "$.count(\(shown))"
        case .isFollowed: "$.more(\(rest), \(page))"
        case .nextKey: "$.next(\(rest), \(page), '\(list.key)')"
        case .nextNumber: "$.next(\(rest), \(page))"
        }
    }
}
