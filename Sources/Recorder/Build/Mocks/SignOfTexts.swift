internal import Model

/// What tells texts apart by how they are written: an address without `@` is refused, a number without `+`.
enum SignOfTexts {
    /// So many different texts of each side, and of both, leave little room for chance.
    private static let fewest = (side: 2, together: 6)

    /// The sign that all texts of one side hold and none of the other's, and whether they are mine; nil without one.
    static func between(_ mine: [JSON], and others: [JSON]) -> (isMine: Bool, sign: String)? {
        let (texts, rest) = (Set(mine.compactMap(\.string)), Set(others.compactMap(\.string)))
        guard mine.allSatisfy({ $0.string != nil }), others.allSatisfy({ $0.string != nil }),
            texts.count >= fewest.side,
            rest.count >= fewest.side, texts.count + rest.count >= fewest.together
        else { return nil }
        if let sign = mostTelling(signs(ofAll: texts).subtracting(signs(ofAny: rest))) { return (true, sign) }
        return mostTelling(signs(ofAll: rest).subtracting(signs(ofAny: texts))).map { (false, $0) }
    }

    /// Dots and hyphens stand in names as well.
    private static func mostTelling(_ signs: Set<Character>) -> String? {
        signs.min { (".-_'".contains($0) ? 1 : 0, $0) < (".-_'".contains($1) ? 1 : 0, $1) }.map { String($0) }
    }

    private static func signs(of text: String) -> Set<Character> {
        Set(text.filter { $0.isASCII && !$0.isLetter && !$0.isNumber && !$0.isWhitespace })
    }

    private static func signs(ofAll texts: Set<String>) -> Set<Character> {
        texts.map { signs(of: $0) }.reduce(Set<Character>?.none) { $0?.intersection($1) ?? $1 } ?? []
    }

    private static func signs(ofAny texts: Set<String>) -> Set<Character> {
        texts.reduce(into: []) { $0.formUnion(signs(of: $1)) }
    }
}
