internal import Model

extension MockInference {
    /// Puts the generators in place: a value that stands once is made where it stands; one that stands in several
    /// places is made once, before the answer, and kept in the mock store.
    ///
    /// - Parameter effect: what goes into the store; its templates count as well.
    /// - Returns: the extractions that make the values.
    mutating func settle(
        _ template: inout ReplyTemplate,
        _ callbacks: inout [CallbackConfig],
        _ effect: inout JSON?
    ) -> [Extraction] {
        var extractions: [Extraction] = []
        for (index, maker) in makers.enumerated() {
            let expression = spelling.expression(.made(index))
            var uses = 0
            _ = Rewriting.rewrite(template, callbacks) { text in
                uses += Rewriting.occurrences(of: expression, in: text)
                return text
            }
            effect?.visit { _, value in uses += Rewriting.occurrences(of: expression, in: value.string ?? "") }
            if uses > 1 {
                extractions.append(Extraction(store: .mock, key: spelling.made[index], value: .string(maker)))
            } else if uses == 1 {
                (template, callbacks) = Rewriting.rewrite(template, callbacks) {
                    Rewriting.replace(expression, by: maker, in: $0)
                }
                effect = effect.map {
                    Rewriting.rewriteValues($0) { .string(Rewriting.replace(expression, by: maker, in: $0)) }
                }
            }
        }
        return extractions
    }
}
