internal import Model
internal import Templating

/// Lists inside a stored thing that requests change: an element more, one less, or one that is different.
extension MockInference {
    /// The expression of such a list, which is then made once for the request; nil where the values are none.
    mutating func changedList(_ values: [JSON], at place: String, name: String?, in setting: Setting) -> String? {
        guard !spelling.store.isEmpty, values.allSatisfy({ $0.array != nil }) else { return nil }
        for path in storedLists(name) {
            guard let change = ListChange(values, samples.map { $0.stored.flatMap { path.value(in: $0) } }) else {
                continue
            }
            let (before, list) = (self, spelling.expression(.stored(path)))
            let found =
                united(change, list) ?? added(change, list, at: place, name: name ?? path.name, in: setting)
                ?? removed(change, list) ?? replaced(change, list, at: place, name: name ?? path.name, in: setting)
            guard let found else {
                self = before
                continue
            }
            note(place, "store", found, "the list with a change in \(ClockInference.count(values.count))")
            return make(values, by: .string(found), name: name ?? path.name ?? "list")
        }
        return nil
    }

    /// The lists of the things that are stored; of the same name, where the list has one.
    private func storedLists(_ name: String?) -> [ValuePath] {
        var result: [ValuePath] = []
        for sample in samples.prefix(50) {
            sample.stored?
                .visit { path, value in
                    guard value.array != nil, path.steps.allSatisfy(\.isMember), !result.contains(path),
                        name == nil || path.name == name
                    else { return }
                    result.append(path)
                }
        }
        return result
    }

    // MARK: An element more

    /// `$.union(list, $.req.labels)`: what a list does not hold yet is added.
    private func united(_ change: ListChange, _ list: String) -> String? {
        guard let pilot = change.pilot(where: { $0.count < $1.count && $1.starts(with: $0) }),
            change.new.joined().contains(where: { $0.isScalar || $0["id"] != nil || $0["name"] != nil })
        else { return nil }
        let added = Array(change.new[pilot][change.old[pilot].count...])
        let all = Set(change.new[pilot])
        let expression = place(pilot) { value in
            value.array.map { Set(added).isSubset(of: $0) && all.isSuperset(of: $0) } ?? (added == [value])
        } holds: {
            change.holds($0, ListFunctions.list(_:with:))
        }
        return expression.map { "$.union(\(list), \($0))" }
    }

    private mutating func added(
        _ change: ListChange,
        _ list: String,
        at place: String,
        name: String?,
        in setting: Setting
    ) -> String? {
        for isLast in [true, false] {
            guard let elements = change.added(atEnd: isLast), elements.allSatisfy({ $0.object != nil }),
                let element = element(elements, at: "\(place)[]", name: name, in: setting)
            else { continue }
            return isLast ? "$.put(\(list), \(element))" : "$.reverse($.put($.reverse(\(list)), \(element)))"
        }
        return nil
    }

    /// What reads an element that is made once for the request; nil where one of its members stays unexplained.
    private mutating func element(
        _ values: [JSON],
        at place: String,
        name: String?,
        in setting: Setting
    ) -> String? {
        let before = self
        let template = template(values, at: place, name: nil, in: setting)
        guard unexplained.count == before.unexplained.count else {
            self = before
            return nil
        }
        // What is read elsewhere already needs no second name.
        if let text = template.string, text.hasPrefix("$.") { return text }
        return make(values, by: template, name: name.map(RouteGroup.singular) ?? "element")
    }

    // MARK: An element less

    private func removed(_ change: ListChange, _ list: String) -> String? {
        guard let pilot = change.pilot(where: { $0.count > $1.count }) else { return nil }
        let rest = Set(change.new[pilot])
        let gone = change.old[pilot].filter { !rest.contains($0) }
        let expression = place(pilot) { value in
            value.array.map { Set(gone).isSubset(of: $0) && rest.isDisjoint(with: $0) } ?? (gone == [value])
        } holds: {
            change.holds($0, ListFunctions.list(_:without:))
        }
        if let expression { return "$.drop(\(list), \(expression))" }
        for (member, value) in namingMembers(gone.first) {
            let expression = place(pilot) {
                $0.textValue == value.textValue && $0.isScalar
            } holds: { keys in
                change.holds(keys) { list, key in
                    .array((list.array ?? []).filter { $0[member]?.textValue != key.textValue })
                }
            }
            if let expression { return "$.drop(\(list), \(Self.quoted(member)), \(expression))" }
        }
        return nil
    }

    // MARK: An element that is different

    private mutating func replaced(
        _ change: ListChange,
        _ list: String,
        at place: String,
        name: String?,
        in setting: Setting
    ) -> String? {
        guard let pilot = change.pilot(where: { $0.count == $1.count }),
            let number = change.old[pilot].indices.first(where: { change.old[pilot][$0] != change.new[pilot][$0] })
        else { return nil }
        for (member, value) in namingMembers(change.old[pilot][number]) {
            var elements: (old: [JSON], new: [JSON])?
            let key = self.place(pilot) {
                $0.textValue == value.textValue && $0.isScalar
            } holds: { keys in
                elements = change.named(by: member, keys)
                return elements != nil
            }
            guard let key, let elements else { continue }
            let maker = "$.find(\(list), \(Self.quoted(member)), \(key))"
            let old = make(elements.old, by: maker, name: name.map(RouteGroup.singular) ?? "element")
            guard let new = changed(elements.new, from: elements.old, old, at: "\(place)[]", in: setting) else {
                return nil
            }
            let element = make(elements.new, by: new, name: "changed")
            return "$.put(\(list), \(element), \(Self.quoted(member)))"
        }
        return nil
    }

    private func namingMembers(_ element: JSON?) -> [(name: String, value: JSON)] {
        (element?.object?.members ?? [])
            .filter { $0.value.isScalar && $0.value != .null && ThingKey.isName($0.name) }
            .map { ($0.name, $0.value) }
    }

    // MARK: Where from

    /// The expression of a place whose value may be meant in one sample, and that gives what is asked for in all.
    private func place(_ pilot: Int, where mayBeMeant: (JSON) -> Bool, holds: ([JSON?]) -> Bool) -> String? {
        let search = LinkSearch(pilot: samples[pilot], parameters: parameters, readsResponse: search.readsResponse)
        return search.plainPlaces
            .first { place in
                guard place.value(in: samples[pilot]).map(mayBeMeant) ?? false else { return false }
                return holds(samples.map { place.value(in: $0) })
            }
            .map(spelling.expression)
    }
}
