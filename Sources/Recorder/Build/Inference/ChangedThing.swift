internal import Model

extension MockInference {
    /// A stored thing with changes, where things have different members: `$.set($.gS['events:…'], 'summary', $.req.summary)`.
    /// Nil where the answers are no such thing, or where a change stays unexplained.
    mutating func changedThing(_ values: [JSON], at place: String, in setting: Setting) -> String? {
        let things = samples.compactMap(\.stored)
        guard !spelling.store.isEmpty, things.count == values.count else { return nil }
        let before = self
        guard let expression = changed(values, from: things, spelling.store, at: place, in: setting) else {
            self = before
            return nil
        }
        note(place, "store", expression, "the thing with changes in \(ClockInference.count(values.count))")
        return expression
    }

    /// What `source` gives for each sample, with the members set that are others.
    mutating func changed(
        _ values: [JSON],
        from things: [JSON],
        _ source: String,
        at place: String,
        in setting: Setting
    ) -> String? {
        guard let names = Self.changedNames(values, from: things) else { return nil }
        var arguments = [source]
        for name in names {
            let column = values.map { $0[name] ?? .null }
            let olds = things.map { $0[name] ?? .null }
            let (inner, path) = ("\(place).\(name)", source + ValuePath(steps: [.member(name)]).spelling)
            let argument =
                (column + olds).allSatisfy { $0.object != nil }
                ? changed(column, from: olds, path, at: inner, in: setting)
                : wished(column, from: olds, name: name) ?? self.argument(column, at: inner, name: name, in: setting)
            guard let argument else { return nil }
            arguments += [Self.quoted(name), argument]
        }
        return names.isEmpty ? source : "$.set(\(arguments.joined(separator: ", ")))"
    }

    /// What a request says of a member; where it says nothing the member is as it was, and `$.set` leaves it so.
    private func wished(_ values: [JSON], from olds: [JSON], name: String) -> String? {
        let changed = values.indices.filter { values[$0] != olds[$0] }
        guard let first = changed.first, changed.count < values.count else { return nil }
        let (news, mine) = (changed.map { values[$0] }, changed.map { samples[$0] })
        let search = LinkSearch(pilot: samples[first], parameters: parameters, readsResponse: false)
        guard let link = search.link(to: news, name: name, samples: mine, spelling: spelling), link.place.isRequest,
            zip(values, samples).allSatisfy({ value, sample in link.value(in: sample).map { $0 == value } ?? true })
        else { return nil }
        return link.expression(spelling)
    }

    /// The members in which the values differ from what is stored: all values have them. Nil where one lacks a member that is
    /// stored.
    private static func changedNames(_ values: [JSON], from things: [JSON]) -> [String]? {
        var changed: [String] = []
        for (value, thing) in zip(values, things) {
            guard let new = value.object, let old = thing.object,
                old.members.allSatisfy({ new[$0.name] != nil })
            else { return nil }
            for member in new.members where old[member.name] != member.value && !changed.contains(member.name) {
                changed.append(member.name)
            }
        }
        return values.allSatisfy { value in changed.allSatisfy { value[$0] != nil } } ? changed : nil
    }
}
