extension FakerKind {
    /// Text.
    static let words: [String: FakerKind] = [
        "Word": .text { $0.pick($0.pick([nouns, verbs, adjectives])) },
        "Sentence": .text { sentence(&$0) },
        "Paragraph": .text { chance in
            (0..<Int.random(in: 3...5, using: &chance)).map { _ in sentence(&chance) }.joined(separator: " ")
        },
    ]

    private static func sentence(_ chance: inout Chance) -> String {
        let (first, second) = (chance.pick(adjectives), chance.pick(adjectives))
        return "The \(first) \(chance.pick(nouns)) \(chance.pick(verbs)) a \(second) \(chance.pick(nouns))."
    }

    static let nouns = [
        "anchor", "bridge", "cloud", "door", "ember", "forest", "garden", "harbor", "island", "lantern", "meadow",
        "notebook", "orchard", "paper", "river", "signal", "tower", "valley", "window", "yard",
    ]
    private static let verbs = [
        "builds", "carries", "draws", "finds", "follows", "greets", "holds", "keeps", "leaves", "meets", "paints",
        "reads",
    ]
    static let adjectives = [
        "amber", "bright", "calm", "distant", "early", "fresh", "gentle", "hidden", "narrow", "open", "plain", "quiet",
        "round", "silver", "tall", "warm",
    ]
}
