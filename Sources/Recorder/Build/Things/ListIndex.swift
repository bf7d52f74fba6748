internal import Model
internal import Templating

/// Finds answers that are lists of the things made under their path, and which groups change those lists.
struct ListIndex {
    private var uses: [Int: ListUse] = [:]
    private var targets: [Int: [ListTarget]] = [:]

    /// Without any recording.
    init() {}

    init(_ groups: [RouteGroup], _ store: ThingStore) {
        for (number, group) in groups.enumerated() where !group.changes && group.conditions.isEmpty {
            guard let use = Self.use(group, store) else { continue }
            uses[number] = use
            let target = ListTarget(source: use.source, key: use.key, members: use.members, inner: use.inner)
            for (other, writer) in groups.enumerated() where writer.changes && writer.origin == group.origin {
                if target.isOf(writer) { targets[other, default: []].append(target) }
            }
        }
    }

    /// Tells a group which list it shows or changes.
    func fill(_ group: inout RouteGroup, _ number: Int) {
        group.list = uses[number]
        group.listTargets = targets[number] ?? []
    }

    // MARK: Finding

    /// More answers than this prove no more.
    private static let enough = 1_000

    private static func use(_ group: RouteGroup, _ store: ThingStore) -> ListUse? {
        let samples = Array(group.samples.lazy.filter { $0.status == 200 }.prefix(enough))
        guard samples.count * 2 >= min(group.samples.count, enough) else { return nil }
        let made = samples.map { store.things(under: RequestTarget($0.exchange.request.target).path, $0) }
        // Things that say whose they are may be changed by requests that do not.
        if group.isParametrised, let use = useOfCollection(samples, group, store) { return use }
        if made.contains(where: { !$0.isEmpty }) {
            return use(.path(group.pattern), samples, made, group, exactness: [true, false])
        }
        return group.isParametrised ? nil : useOfCollection(samples, group, store)
    }

    /// The use of things wherever they are made: each request is held against all of them.
    private static func useOfCollection(_ samples: [Sample], _ group: RouteGroup, _ store: ThingStore) -> ListUse? {
        let name = group.collection
        guard group.pattern.last == name else { return nil }
        guard store.count(called: name) * samples.count <= mostComparisons else { return nil }
        let made = samples.map { store.things(called: name, $0) }
        return use(.collection(name), samples, made, group, exactness: [true])
    }

    /// More comparisons than this take too long.
    private static let mostComparisons = 1_000_000

    /// - Parameter exactness: how exactly elements are to be what is known of the things, in the order in which that is tried.
    private static func use(
        _ source: ListSource,
        _ samples: [Sample],
        _ made: [[JSON]],
        _ group: RouteGroup,
        exactness: [Bool]
    ) -> ListUse? {
        let possible = arrays(in: samples).flatMap { candidates($0, source, samples, made, group) }
        for isExact in exactness {
            for candidate in possible {
                guard let shown = shown(candidate, samples, made, isExact: isExact) else { continue }
                var result = candidate
                result.facts = ListFact.all(shown, of: candidate)
                return result
            }
        }
        return nil
    }

    /// What every request was shown, if the answers show just that.
    ///
    /// - Parameter isExact: whether elements are to be equal, and not only the same things in the same order: what nobody says
    ///   of a thing may have changed it.
    private static func shown(
        _ list: ListUse,
        _ samples: [Sample],
        _ made: [[JSON]],
        isExact: Bool
    ) -> [ListFact.Shown]? {
        var result: [ListFact.Shown] = []
        var keys: Set<JSON> = []
        var pairs = 0
        for (sample, things) in zip(samples, made) {
            guard let elements = elements(list.path, sample), let view = list.view(of: things, in: sample),
                view.shown.count == elements.count,
                zip(elements, view.shown)
                    .allSatisfy({ isExact ? $0.isEquivalent(to: $1) : isSame($0, $1, by: list.key) })
            else { return nil }
            result.append((sample, view))
            pairs += max(0, elements.count - 1)
            keys.formUnion(elements.compactMap { $0[list.key] })
        }
        if list.sorting != nil, pairs < orderedPairs { return nil }
        return isExact || keys.count >= distinctThings ? result : nil
    }

    /// An order that is believed without a request that wishes for it has been seen in so many neighbours.
    private static let orderedPairs = 6
    /// Lists whose elements are not equal to the things hold so many different ones.
    private static let distinctThings = 3

    /// Whether two states are of one thing, most of which is as it was.
    private static func isSame(_ left: JSON, _ right: JSON, by key: String) -> Bool {
        guard let members = left.object?.members, let name = left[key], name == right[key] else { return false }
        return members.count { right[$0.name] == $0.value } * 2 >= members.count
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

    private static func candidates(
        _ path: ValuePath,
        _ source: ListSource,
        _ samples: [Sample],
        _ made: [[JSON]],
        _ group: RouteGroup
    ) -> [ListUse] {
        guard let pilot = pilot(path, samples, made),
            let owners = owners(of: pilot.thing, source, pilot.sample, group)
        else { return [] }
        let names = pilot.element.object?.members.map(\.name) ?? []
        let isWhole = names == pilot.thing.object?.members.map(\.name) ?? []
        let wishes = ListWishes(samples, pilot.thing)
        var plain = ListUse(
            path: path,
            key: pilot.key,
            inner: pilot.inner,
            members: isWhole ? nil : names,
            source: source
        )
        (plain.filters, plain.order) = (owners + wishes.filters, wishes.order)
        return wishes.pages.flatMap { page in
            var list = plain
            (list.page, list.cursor) = (page, page == nil ? nil : wishes.cursor)
            list = completed(list, samples, made)
            var newest = list
            newest.isNewestFirst = true
            return [list, newest] + ListOrder.orders(of: pilot.element).map { list.sorted($0) }
        }
    }

    /// An element of a list and the thing, or the part of one, that it shows.
    private struct Pilot {
        var element: JSON
        var thing: JSON
        var inner: ValuePath
        var key: String
        /// Whose answer shows it.
        var sample: Sample
    }

    private static func pilot(_ path: ValuePath, _ samples: [Sample], _ made: [[JSON]]) -> Pilot? {
        for (sample, things) in zip(samples, made) {
            guard let element = elements(path, sample)?.first else { continue }
            let pilots = things.flatMap { thing in
                parts(of: thing)
                    .compactMap { inner, part in
                        sharesKey(element, part)
                            .map {
                                Pilot(element: element, thing: part, inner: inner, key: $0, sample: sample)
                            }
                    }
            }
            if let pilot = pilots.first(where: { $0.key == "id" }) ?? pilots.first { return pilot }
        }
        return nil
    }

    /// A thing, and the objects that it is wrapped around: `{"data": {…}, "permissions": {…}}`.
    private static func parts(of thing: JSON) -> [(inner: ValuePath, part: JSON)] {
        let members = thing.object?.members.filter { $0.value.object != nil } ?? []
        return [(ValuePath(), thing)] + members.map { (ValuePath(steps: [.member($0.name)]), $0.value) }
    }

    /// The members that say which owner's things they are, which the path names; nil where a thing does not say it.
    private static func owners(
        of thing: JSON,
        _ source: ListSource,
        _ sample: Sample,
        _ group: RouteGroup
    ) -> [ListFilter]? {
        guard case .collection = source else { return [] }
        let segments = group.pattern.indices.filter { group.pattern[$0] == nil }
        let filters = segments.compactMap { segment -> ListFilter? in
            var way: ValuePath?
            thing.visit { path, value in
                guard way == nil, path.steps.allSatisfy(\.isMember), let name = path.name, ThingKey.isName(name),
                    value.textValue == sample.segments[segment]
                else { return }
                way = path
            }
            return way.map { ListFilter(member: String($0.spelling.dropFirst()), place: .segment(segment)) }
        }
        return filters.count == segments.count ? filters : nil
    }

    /// The list with what requests need not say: the word for which nothing is left out, and how long pages are.
    private static func completed(_ list: ListUse, _ samples: [Sample], _ made: [[JSON]]) -> ListUse {
        var list = list
        for number in list.filters.indices {
            let filter = list.filters[number]
            for (sample, things) in zip(samples, made) {
                guard let wish = filter.place.value(in: sample), elements(list.path, sample)?.isEmpty == false,
                    ListFunctions.elements(list.parts(of: things), where: filter.member, is: wish).isEmpty
                else { continue }
                list.filters[number].everything = wish.textValue
                break
            }
        }
        for (sample, things) in zip(samples, made) where list.page?.size?.value(in: sample) == nil {
            var whole = list
            whole.page = nil
            guard let count = whole.view(of: things, in: sample)?.shown.count,
                let shown = elements(list.path, sample)?.count, shown > 0, shown < count,
                list.page?.number?.value(in: sample).map({ $0.textValue == "1" }) ?? true
            else { continue }
            list.page = list.page ?? ListPage()
            list.page?.usual = shown
            break
        }
        return list
    }

    private static func sharesKey(_ element: JSON, _ thing: JSON) -> String? {
        guard let members = element.object?.members else { return nil }
        func isShared(_ member: JSONObject.Member) -> Bool { thing[member.name] == member.value }
        return members.first { $0.name == "id" && isShared($0) }?.name
            ?? members.first { ThingKey.isName($0.name) && isShared($0) }?.name
    }
}

extension ListTarget {
    /// Whether a group may change the list: what it makes or changes tells in the end.
    fileprivate func isOf(_ group: RouteGroup) -> Bool {
        guard case .path(let pattern) = source else { return true }
        return group.pattern.count >= pattern.count && Array(group.pattern.prefix(pattern.count)) == pattern
    }
}
