internal import Model

/// Finds answers that are lists of the things made under their path, and which groups change those lists.
struct ListIndex {
    private var uses: [Int: ListUse] = [:]
    private var targets: [Int: ListTarget] = [:]

    /// Without any recording.
    init() {}

    init(_ groups: [RouteGroup], _ store: ThingStore) {
        for (number, group) in groups.enumerated() where !group.changes && group.conditions.isEmpty {
            guard let use = Self.use(group, store) else { continue }
            uses[number] = use
            let target = ListTarget(pattern: group.pattern, key: use.key, members: use.members)
            for (other, writer) in groups.enumerated() where writer.changes && writer.origin == group.origin {
                if writer.pattern.count >= group.pattern.count,
                    Array(writer.pattern.prefix(group.pattern.count)) == group.pattern
                {
                    targets[other] = target
                }
            }
        }
    }

    /// Tells a group which list it shows or changes.
    func fill(_ group: inout RouteGroup, _ number: Int) {
        group.list = uses[number]
        group.listTarget = targets[number]
    }

    // MARK: Finding

    /// More answers than this prove no more.
    private static let enough = 1_000

    private static func use(_ group: RouteGroup, _ store: ThingStore) -> ListUse? {
        let samples = Array(group.samples.lazy.filter { $0.status == 200 }.prefix(enough))
        guard samples.count * 2 >= min(group.samples.count, enough) else { return nil }
        let made = samples.map { store.things(under: RequestTarget($0.exchange.request.target).path, $0) }
        guard made.contains(where: { !$0.isEmpty }) else { return nil }
        for path in arrays(in: samples) {
            for candidate in candidates(path, samples, made) {
                guard let shown = shown(candidate, samples, made) else { continue }
                var result = candidate
                result.facts = ListFact.all(shown, of: candidate)
                return result
            }
        }
        return nil
    }

    /// What every request was shown, if the answers show just that.
    private static func shown(_ list: ListUse, _ samples: [Sample], _ made: [[JSON]]) -> [ListFact.Shown]? {
        var result: [ListFact.Shown] = []
        for (sample, things) in zip(samples, made) {
            guard let elements = elements(list.path, sample), let view = list.view(of: things, in: sample),
                view.shown.count == elements.count,
                zip(elements, view.shown).allSatisfy({ $0.isEquivalent(to: $1) })
            else { return nil }
            result.append((sample, view))
        }
        return result
    }

    private static func elements(_ path: ValuePath, _ sample: Sample) -> [JSON]? {
        guard case .json(let json) = sample.response else { return nil }
        return path.value(in: json)?.array
    }

    /// The lists near the root of all answers.
    private static func arrays(in samples: [Sample]) -> [ValuePath] {
        guard case .json(let json)? = samples.first?.response else { return [] }
        var result: [ValuePath] = []
        json.visit { path, value in
            if value.array != nil, path.steps.count <= 2,
                !path.steps.contains(where: { if case .element = $0 { true } else { false } })
            {
                result.append(path)
            }
        }
        return result
    }

    private static func candidates(_ path: ValuePath, _ samples: [Sample], _ made: [[JSON]]) -> [ListUse] {
        var pilot: (element: JSON, thing: JSON)?
        for (sample, things) in zip(samples, made) where pilot == nil {
            guard let element = elements(path, sample)?.first else { continue }
            pilot =
                things.first { thing in element["id"] != nil && thing["id"] == element["id"] }.map { (element, $0) }
                ?? things.first { thing in sharesKey(element, thing) != nil }.map { (element, $0) }
        }
        guard let pilot, let key = sharesKey(pilot.element, pilot.thing) else { return [] }
        let names = pilot.element.object?.members.map(\.name) ?? []
        let isWhole = names == pilot.thing.object?.members.map(\.name) ?? []
        let wishes = ListWishes(samples, pilot.thing)
        var result: [ListUse] = []
        for page in wishes.pages {
            for isNewestFirst in [false, true] {
                var list = ListUse(path: path, key: key, members: isWhole ? nil : names, page: page)
                (list.isNewestFirst, list.filters) = (isNewestFirst, wishes.filters)
                (list.order, list.cursor) = (wishes.order, page == nil ? nil : wishes.cursor)
                result.append(list)
            }
        }
        return result
    }

    private static func sharesKey(_ element: JSON, _ thing: JSON) -> String? {
        element.object?.members.first { ThingKey.isName($0.name) && thing[$0.name] == $0.value }?.name
    }
}
