internal import Model

/// Finds answers that are lists of the things made under their path, and which groups change those lists.
struct ListIndex {
    private var uses: [Int: ListUse] = [:]
    private var targets: [Int: ListTarget] = [:]

    /// Without any recording.
    init() {}

    init(_ groups: [RouteGroup], _ store: ThingStore) {
        for (number, group) in groups.enumerated() where !group.changes {
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

    private static func use(_ group: RouteGroup, _ store: ThingStore) -> ListUse? {
        let samples = group.samples.filter { $0.status == 200 }
        let made = samples.map { store.things(under: RequestTarget($0.exchange.request.target).path, $0) }
        guard samples.count == group.samples.count, made.contains(where: { !$0.isEmpty }) else { return nil }
        for path in arrays(in: samples) {
            for candidate in candidates(path, samples, made) {
                let holds = zip(samples, made)
                    .allSatisfy { sample, things in
                        guard let elements = elements(path, sample) else { return false }
                        return candidate.shows(elements, of: things, in: sample)
                    }
                guard holds else { continue }
                var result = candidate
                result.counts = counts(path, samples, made)
                return result
            }
        }
        return nil
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
        var result: [ListUse] = []
        for page in pages(samples) {
            for isNewestFirst in [false, true] {
                result.append(
                    ListUse(
                        path: path,
                        key: key,
                        members: isWhole ? nil : names,
                        isNewestFirst: isNewestFirst,
                        page: page
                    )
                )
            }
        }
        return result
    }

    private static func sharesKey(_ element: JSON, _ thing: JSON) -> String? {
        element.object?.members.first { ThingKey.isName($0.name) && thing[$0.name] == $0.value }?.name
    }

    /// No pages, or what the query may say about them.
    private static func pages(_ samples: [Sample]) -> [(number: Place?, size: Place)?] {
        let names = samples.first?.query.map(\.name) ?? []
        func place(_ words: [String]) -> Place? {
            names.first { name in words.contains { name.lowercased().contains($0) } }.map { .query($0) }
        }
        var result: [(number: Place?, size: Place)?] = [nil]
        if let size = place(["limit", "size", "per_page", "perpage", "count"]) {
            let number = names.first { name in
                let name = name.lowercased()
                return name.hasPrefix("page") && !name.contains("size") || name == "p"
            }
            result.append((number.map { .query($0) }, size))
        }
        return result
    }

    /// Numbers that are always as many as there are things.
    private static func counts(_ path: ValuePath, _ samples: [Sample], _ made: [[JSON]]) -> [ValuePath] {
        guard case .json(let json)? = samples.first?.response, Set(made.map(\.count)).count > 1 else { return [] }
        var result: [ValuePath] = []
        json.visit { place, value in
            guard value.number != nil, !place.steps.starts(with: path.steps) || path.steps.isEmpty else { return }
            let holds = zip(samples, made)
                .allSatisfy { sample, things in
                    guard case .json(let json) = sample.response else { return false }
                    return place.value(in: json)?.int == things.count
                }
            if holds { result.append(place) }
        }
        return result
    }
}
