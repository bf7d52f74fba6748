internal import Model

/// How answers show the things that were made under their path: all of them or a page, the oldest or the newest first.
struct ListUse {
    /// Where the list stands in the answer.
    var path: ValuePath
    /// The member that names an element.
    var key: String
    /// The members that elements show; nil when they show all.
    var members: [String]?
    var isNewestFirst = false
    /// Where the request says which page, and how long pages are.
    var page: (number: Place?, size: Place)?
    /// Where the answer says how many things there are in all.
    var counts: [ValuePath] = []

    /// Stand for the list and its length while the rest of the answer is inferred.
    private static let placeholder = JSON.string("\u{0}list\u{0}")
    private static let countPlaceholder = JSON.string("\u{0}count\u{0}")

    /// The answer without what the store gives.
    func blanked(_ json: JSON) -> JSON {
        counts.reduce(json.replacing(path.steps[...], with: Self.placeholder)) {
            $0.replacing($1.steps[...], with: Self.countPlaceholder)
        }
    }

    /// A template of such an answer with what reads the store.
    func filled(_ template: JSON, _ group: RouteGroup) -> JSON {
        let list = ListSpelling.reader(group.pattern, group)
        var shown = isNewestFirst ? "$.reverse(\(list))" : list
        if let page {
            let spelling = Spelling(parameters: group.parameters)
            let number = page.number.map { "\(spelling.expression($0)) || 1" } ?? "1"
            shown = "$.page(\(shown), \(number), \(spelling.expression(page.size)))"
        } else if !isNewestFirst {
            // An empty list, too, where nothing was made yet.
            shown = "$.list(\(list))"
        }
        return Rewriting.rewriteValues(template) { text in
            if text == Self.placeholder.string { return .string(shown) }
            if text == Self.countPlaceholder.string { return .string("$.count(\(list))") }
            return .string(text)
        }
    }

    /// Whether these are the elements of the list, as they were at the time.
    func shows(_ elements: [JSON], of things: [JSON], in sample: Sample) -> Bool {
        var wanted = isNewestFirst ? things.reversed() : things
        if let page {
            guard let size = Self.number(page.size, sample) else { return false }
            let number = page.number.flatMap { Self.number($0, sample) } ?? 1
            guard number > 0, size > 0, size < 10_000 else { return false }
            wanted = Array(wanted.dropFirst((number - 1) * size).prefix(size))
        }
        guard wanted.count == elements.count else { return false }
        return zip(elements, wanted).allSatisfy { element, thing in projected(thing).isEquivalent(to: element) }
    }

    private func projected(_ thing: JSON) -> JSON {
        guard let members, let object = thing.object else { return thing }
        return .object(JSONObject(members.compactMap { name in object[name].map { JSONObject.Member(name, $0) } }))
    }

    private static func number(_ place: Place, _ sample: Sample) -> Int? {
        place.value(in: sample).flatMap { Int($0.textValue) }
    }
}

/// How lists are spelled in templates: each stands in the store under the path where its things are made.
enum ListSpelling {
    static func reader(_ pattern: [String?], _ group: RouteGroup) -> String { "$.gS['\(key(pattern, group))']" }

    static func key(_ pattern: [String?], _ group: RouteGroup) -> String {
        let names = group.parameters
        let path = pattern.enumerated()
            .map { index, segment in segment ?? "${$.pathParam.\(names[index] ?? "id")}" }
        return "list:/" + path.joined(separator: "/")
    }

    /// What puts a thing into its list, or takes it out, after an answer that leaves it so.
    static func writer(_ effect: Effect, isGone: Bool, _ list: ListTarget, _ group: RouteGroup) -> Extraction {
        let reader = reader(list.pattern, group)
        let id = Spelling(parameters: group.parameters).expression(effect.key)
        let thing = "$.gS['\(effect.name):${\(id)}']"
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
}
