internal import Model

/// Something that an answer says about the list that it shows: how long it is, and what follows.
struct ListFact {
    /// Where it says so.
    enum Place: Hashable {
        case content(ValuePath)
        /// A header field, in lower case.
        case field(String)
    }

    /// What it says.
    enum Kind: Hashable {
        /// How many things there are on all pages.
        case count
        /// How many are shown.
        case shownCount
        /// Whether others follow.
        case isFollowed
        /// The last one's name where others follow; null where none does.
        case nextKey
        /// The next page's number where others follow; null where none does.
        case nextNumber
        /// The sum of a member over all pages.
        case total(String)

        /// All that may be said of such things, the simplest first.
        static func all(_ things: [JSON]) -> [Kind] {
            let numbers = (things.first?.object?.members ?? []).filter { $0.value.number != nil }.map(\.name)
            return [.count, .shownCount, .isFollowed, .nextKey, .nextNumber] + numbers.prefix(16).map { .total($0) }
        }
    }

    var place: Place
    var kind: Kind

    /// An answer with what its request was shown.
    typealias Shown = (sample: Sample, view: ListUse.View)

    /// What answers say in one of these ways, each time truly and not always the same.
    static func all(_ shown: [Shown], of list: ListUse) -> [ListFact] {
        guard let pilot = shown.first?.sample, case .json(let json) = pilot.response else { return [] }
        var places: [Place] = []
        json.visit { path, value in
            guard value.isScalar, path.steps.count <= 3, !path.steps.starts(with: list.path.steps),
                path.steps.allSatisfy(\.isMember)
            else { return }
            places.append(.content(path))
        }
        for field in pilot.responseFields
        where field.name.lowercased().contains("count")
            || field.name.lowercased().contains("total")
        {
            places.append(.field(field.name.lowercased()))
        }
        let kinds = Kind.all(shown.lazy.map(\.view.all).first { !$0.isEmpty } ?? [])
        return places.compactMap { place in
            kinds.first { says(place, $0, shown, list) }.map { ListFact(place: place, kind: $0) }
        }
    }

    private static func says(_ place: Place, _ kind: Kind, _ shown: [Shown], _ list: ListUse) -> Bool {
        if list.page == nil, [.isFollowed, .nextKey, .nextNumber].contains(kind) { return false }
        var seen: Set<JSON> = []
        for (sample, view) in shown {
            guard let said = value(of: place, in: sample), let meant = meaning(kind, view, list),
                said.isEquivalent(to: meant) || said.string == meant.string && said.string != nil
            else { return false }
            seen.insert(said)
        }
        return seen.count > 1
    }

    private static func value(of place: Place, in sample: Sample) -> JSON? {
        switch place {
        case .content(let path):
            guard case .json(let json) = sample.response else { return nil }
            return path.value(in: json)
        case .field(let name): return sample.responseFields.first(named: name).flatMap { Int($0) }.map { .int($0) }
        }
    }

    private static func meaning(_ kind: Kind, _ view: ListUse.View, _ list: ListUse) -> JSON? {
        switch kind {
        case .count: return .int(view.all.count)
        case .shownCount: return .int(view.shown.count)
        case .isFollowed: return .bool(view.isFollowed)
        case .nextKey: return view.isFollowed ? view.shown.last?[list.key] : .null
        case .total(let name):
            let numbers = view.all.compactMap { $0[name]?.number?.double }
            return numbers.count == view.all.count ? .number(JSONNumber(numbers.reduce(0, +))) : nil
        case .nextNumber: return view.isFollowed ? Int(view.number.textValue).map { .int($0 + 1) } : .null
        }
    }
}
