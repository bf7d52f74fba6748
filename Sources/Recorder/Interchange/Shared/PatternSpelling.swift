/// Takes the shape of a generated text apart (`$.fake.pattern`), for tools that draw characters of an alphabet.
enum PatternSpelling {
    enum Piece: Hashable {
        case literal(String)
        /// So many characters of one class, spelled as between brackets.
        case random(alphabet: String, length: Int)
        /// Anything else.
        case other
    }

    static func pieces(_ pattern: String) -> [Piece] {
        var pieces: [Piece] = []
        var literal = ""
        var rest = Array(pattern)[...]
        while let character = rest.popFirst() {
            switch character {
            case "[":
                guard let end = rest.firstIndex(of: "]") else { return [.other] }
                let alphabet = String(rest[..<end])
                rest = rest[(end + 1)...]
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = ""
                guard let length = count(&rest), !alphabet.contains("\\") else { return [.other] }
                pieces.append(.random(alphabet: alphabet, length: length))
            case "\\":
                guard let escaped = rest.popFirst(), escaped != "d" else { return [.other] }
                literal.append(escaped)
            case "{": return [.other]
            default: literal.append(character)
            }
        }
        return literal.isEmpty ? pieces : pieces + [.literal(literal)]
    }

    /// `{14}`; 1 where nothing is said, nil for a range.
    private static func count(_ rest: inout ArraySlice<Character>) -> Int? {
        guard rest.first == "{" else { return 1 }
        guard let end = rest.firstIndex(of: "}"), let count = Int(String(rest[(rest.startIndex + 1)..<end])) else {
            return nil
        }
        rest = rest[(end + 1)...]
        return count
    }
}
