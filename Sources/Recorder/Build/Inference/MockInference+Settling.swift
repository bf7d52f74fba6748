internal import Model

extension MockInference {
    /// Puts what is made for the request in place: a value that stands once is made where it stands; one that is read in several
    /// places, or of which a part is read, is made once and kept in the mock store.
    ///
    /// - Parameter effects: what goes into the store; their templates count as well.
    /// - Returns: the extractions that make the values, each before those that read it.
    mutating func settle(
        _ template: inout ReplyTemplate,
        _ callbacks: inout [CallbackConfig],
        _ effects: inout [JSON]
    ) -> [Extraction] {
        var kept: [(name: String, value: JSON)] = []
        for (index, maker) in makers.enumerated().reversed() {
            let expression = spelling.expression(.made(index))
            var (uses, isReadInParts) = (0, false)
            func look(_ text: String) {
                uses += Rewriting.occurrences(of: expression, in: text)
                if text.contains("\(expression).") || text.contains("\(expression)[") { isReadInParts = true }
            }
            _ = Rewriting.rewrite(template, callbacks) { text in
                look(text)
                return text
            }
            for value in effects + kept.map(\.value) { value.visit { _, part in look(part.string ?? "") } }
            guard uses > 0 else { continue }
            guard uses == 1, !isReadInParts, let maker = maker.string else {
                kept.append((spelling.made[index], maker))
                continue
            }
            func inlined(_ text: String) -> String { Rewriting.replace(expression, by: maker, in: text) }
            func inlined(_ value: JSON) -> JSON { Rewriting.rewriteValues(value) { .string(inlined($0)) } }
            (template, callbacks) = Rewriting.rewrite(template, callbacks, inlined)
            effects = effects.map(inlined)
            kept = kept.map { ($0.name, inlined($0.value)) }
        }
        return Self.extractions(kept.reversed())
    }

    /// What reads the answer is made after it.
    private static func extractions(_ made: [(name: String, value: JSON)]) -> [Extraction] {
        var late: [String] = ["$.resp"]
        return made.map { name, value in
            var extraction = Extraction(store: .mock, key: name, value: value)
            let texts = value.leaves.compactMap(\.string)
            extraction.isAfterResponse = texts.contains { text in
                late.contains { Rewriting.occurrences(of: $0, in: text) > 0 } || text.contains("$.respHeader")
            }
            if extraction.isAfterResponse { late.append("$.mS.\(name)") }
            return extraction
        }
    }
}
