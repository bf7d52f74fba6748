internal import Model

/// A value that flows where the request has it, and is always the same where the request leaves it out.
struct DefaultedLink {
    var link: Link
    var fallback: JSON

    /// `$.req.note || 'none'`.
    func expression(_ spelling: Spelling) -> String {
        let text = fallback.string.map { "'\(Self.escaped($0))'" } ?? fallback.textValue
        return "\(link.expression(spelling)) || \(text)"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    }

    /// Finds one that gives all these values; nil when none does or the evidence is thin.
    ///
    /// - Parameter makeSearch: the places that a template may read, as one sample has them.
    static func find(
        _ values: [JSON],
        name: String?,
        samples: [Sample],
        spelling: Spelling,
        makeSearch: (Sample) -> LinkSearch
    ) -> DefaultedLink? {
        guard let fallback = mostCommon(values), fallback.isScalar,
            let pilot = values.firstIndex(where: { $0 != fallback })
        else { return nil }
        for link in makeSearch(samples[pilot]).plainLinks(to: values[pilot]) {
            var present: [JSON] = []
            var holds = true
            for (value, sample) in zip(values, samples) where holds {
                if let source = link.value(in: sample) {
                    holds = source.isEquivalent(to: value)
                    present.append(value)
                } else {
                    holds = value == fallback
                }
            }
            let agreement = LinkSearch.agreement(name, spelling.name(link.place))
            if holds, present.count < values.count, Evidence(present).suffices(agreement) {
                return DefaultedLink(link: link, fallback: fallback)
            }
        }
        return nil
    }

    private static func mostCommon(_ values: [JSON]) -> JSON? {
        var counts: [JSON: Int] = [:]
        for value in values { counts[value, default: 0] += 1 }
        guard let most = counts.values.max(), most > 1 || values.count == 2 else { return nil }
        return values.first { counts[$0] == most }
    }
}
