internal import Model

/// Infers what a mock's answers leave in the store: what the things that they make or change are afterwards.
enum EffectInference {
    /// What becomes of the members of a thing that nothing explains.
    private enum Handling {
        /// Then nothing is known of the thing.
        case refused
        /// They stay as they were: a recorded value would be another thing's.
        case kept
        /// They are as they were recorded: the thing is new, and nothing else is known.
        case recorded
    }

    /// The effects of which something is known, each with the template of the thing; null where it is deleted.
    static func effects(
        _ samples: [Sample],
        _ inference: inout MockInference,
        _ group: RouteGroup
    ) -> [(effect: Effect, template: JSON)] {
        var kinds: [Effect] = []
        for effect in samples.flatMap(\.effects) where !kinds.contains(where: effect.isAlike) { kinds.append(effect) }
        return kinds.compactMap { kind in
            let known: [(sample: Int, effect: Effect)] = samples.indices.compactMap { index in
                samples[index].effects.first(where: kind.isAlike).map { (index, $0) }
            }
            // Who was seen to change what nobody had looked at before may have been mistaken.
            let sure = known.filter(\.effect.isSure)
            let isNew = known.allSatisfy { $0.effect.before == nil }
            let found =
                template(known, samples, &inference, group, unexplained: .refused)
                ?? template(sure, samples, &inference, group, unexplained: kind.key.isRemembered ? .kept : .refused)
                ?? (isNew ? template(known, samples, &inference, group, unexplained: .recorded) : nil)
            return found.map { (kind, $0) }
        }
    }

    /// Nil when nothing becomes of the things, or nobody knows what.
    private static func template(
        _ known: [(sample: Int, effect: Effect)],
        _ samples: [Sample],
        _ inference: inout MockInference,
        _ group: RouteGroup,
        unexplained handling: Handling
    ) -> JSON? {
        guard let kind = known.first?.effect else { return nil }
        let values = known.compactMap(\.effect.value)
        if values.isEmpty { return .null }
        guard values.count == known.count else { return nil }
        let isUnchanged = zip(values, known)
            .allSatisfy { value, known in
                known.effect.before.map { value.isEquivalent(to: $0) } ?? false
            }
        if isUnchanged { return nil }
        let chosen = known.map { samples[$0.sample] }
        let isAnswer = zip(values, chosen)
            .allSatisfy { value, sample in if case .json(let json) = sample.response { json == value } else { false } }
        if isAnswer { return "$.resp" }
        var part = inference.restricted(to: known.map(\.sample))
        if kind.isOfPathOrStore { part.read(known.map(\.effect.before), from: StoreSpelling.reader(kind, group)) }
        part.beginCallbacks()
        let clock = Setting.Clock(moments: chosen.map(\.startedAt), durations: chosen.map(\.exchange.timings.total))
        let count = part.unexplained.count
        let setting = Setting(mayGenerate: true, splits: false, clocks: [clock])
        let template = part.template(values, at: "store", name: nil, in: setting)
        let open = part.unexplained[count...]
        let settled: JSON? =
            switch handling {
            case _ where open.isEmpty: template
            case .refused: nil
            case .kept: kept(template, open, StoreSpelling.reader(kind, group))
            case .recorded: filled(template, open)
            }
        if settled != nil { inference.adopt(part) }
        return settled
    }

    /// The template with recorded values where nothing explains them: a thing of which not all is known is still there.
    private static func filled(_ template: JSON, _ open: ArraySlice<Unexplained>) -> JSON {
        let recorded = Dictionary(open.map { ($0.placeholder, MockInference.escaped($0.values[0])) }) { first, _ in
            first
        }
        return Rewriting.rewriteValues(template) { recorded[$0] ?? .string($0) }
    }

    /// What nobody can explain stays as it was, and the report says so; nil where there is too much of it.
    private static func kept(_ template: JSON, _ open: ArraySlice<Unexplained>, _ reader: String) -> JSON? {
        guard let object = template.object, open.count * 2 <= object.members.count,
            open.allSatisfy({ $0.place.hasPrefix("store.") && !$0.place.contains("[") })
        else { return nil }
        let readers = Dictionary(open.map { ($0.placeholder, reader + $0.place.dropFirst(5)) }) { first, _ in first }
        return Rewriting.rewriteValues(template) { text in .string(readers[text] ?? text) }
    }
}
