internal import Model

/// Infers what a mock's answers leave in the store: what the things that they make or change are afterwards.
enum EffectInference {
    /// The template of the thing, null where it is deleted; nil when nothing becomes of any thing, or nobody knows what.
    static func template(_ samples: [Sample], _ inference: inout MockInference) -> JSON? {
        let known = samples.indices.filter { samples[$0].effect != nil }
        guard !known.isEmpty else { return nil }
        let values = known.compactMap { samples[$0].effect?.value }
        if values.isEmpty { return .null }
        guard values.count == known.count else { return nil }
        let chosen = known.map { samples[$0] }
        if zip(values, chosen)
            .allSatisfy({ value, sample in sample.stored.map { value.isEquivalent(to: $0) } ?? false })
        {
            return nil
        }
        if chosen.allSatisfy({ if case .json(let json) = $0.response { json == $0.effect?.value } else { false } }) {
            return "$.resp"
        }
        var part = inference.restricted(to: known)
        part.beginCallbacks()
        let clock = Setting.Clock(moments: chosen.map(\.startedAt), durations: chosen.map(\.exchange.timings.total))
        let count = part.unexplained.count
        let setting = Setting(mayGenerate: true, splits: false, clocks: [clock])
        let template = part.template(values, at: "store", name: nil, in: setting)
        let open = part.unexplained[count...]
        inference.adopt(part)
        return filled(template, open)
    }

    /// The template with recorded values where nothing explains them: a thing of which not all is known is still there.
    private static func filled(_ template: JSON, _ open: ArraySlice<Unexplained>) -> JSON {
        if open.isEmpty { return template }
        let recorded = Dictionary(open.map { ($0.placeholder, MockInference.escaped($0.values[0])) }) { first, _ in
            first
        }
        return Rewriting.rewriteValues(template) { recorded[$0] ?? .string($0) }
    }
}
