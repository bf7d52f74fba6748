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
    private mutating func changed(
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
                : self.argument(column, at: inner, name: name, in: setting)
            guard let argument else { return nil }
            arguments += [Self.quoted(name), argument]
        }
        return names.isEmpty ? source : "$.set(\(arguments.joined(separator: ", ")))"
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
