/// A regular expression taken apart at the slashes that stand outside of groups and classes.
struct PatternPieces {
    /// What stands before the first slash, then between the slashes.
    private(set) var pieces = [""]
    /// What stands behind the question mark that starts a query; nil when there is none.
    private(set) var query: String?

    /// The alternatives at the top of a pattern, at least one.
    static func alternatives(of pattern: String) -> [PatternPieces] {
        var all = [PatternPieces()]
        var depth = 0
        var rest = Array(pattern)[...]
        while let first = rest.first {
            let token = token(at: rest)
            rest = rest.dropFirst(token.count)
            if first == "(" { depth += 1 }
            if first == ")" { depth = max(depth - 1, 0) }
            if depth == 0, token == "|" {
                all.append(PatternPieces())
            } else {
                all[all.count - 1].append(token, isAtTop: depth == 0)
            }
        }
        return all
    }

    private mutating func append(_ token: String, isAtTop: Bool) {
        if query != nil {
            query?.append(token)
        } else if isAtTop, token == "/" || token == "\\/" {
            pieces.append("")
        } else if isAtTop, token == "\\?" || token == "[?]" {
            query = ""
        } else {
            pieces[pieces.count - 1].append(token)
        }
    }

    /// An escape, a class, or a character.
    private static func token(at text: ArraySlice<Character>) -> String {
        switch text.first {
        case "\\": return String(text.prefix(2))
        case "[":
            var end = text.startIndex + 1
            while end < text.endIndex, text[end] != "]" { end += text[end] == "\\" ? 2 : 1 }
            return String(text[text.startIndex...min(end, text.endIndex - 1)])
        default: return String(text.prefix(1))
        }
    }

    /// The escapes, classes and characters of a pattern.
    static func tokens(of piece: String) -> [String] {
        var tokens: [String] = []
        var rest = Array(piece)[...]
        while !rest.isEmpty {
            tokens.append(token(at: rest))
            rest = rest.dropFirst(tokens[tokens.count - 1].count)
        }
        return tokens
    }

    /// The text that a pattern means when it means only one; nil for others.
    static func literal(_ piece: String) -> String? {
        var literal = ""
        for token in tokens(of: piece) {
            if token.count == 2, token.first == "\\", let escaped = token.last, !escaped.isLetter, !escaped.isNumber {
                literal.append(escaped)
            } else if token.count == 1, !"\\^$.|?*+()[]{}".contains(token) {
                literal += token
            } else {
                return nil
            }
        }
        return literal
    }

    static func startsWithQuantifier(_ piece: String) -> Bool { piece.first.map { "?*+{".contains($0) } ?? false }

    /// Whether nothing that the pattern matches holds a slash.
    static func staysWithinSegment(_ piece: String) -> Bool {
        !piece.isEmpty && !startsWithQuantifier(piece)
            && tokens(of: piece)
                .allSatisfy { token in
                    switch token.first {
                    case "\\":
                        token.count == 2
                            && (token.last.map { "dwsb".contains($0) || !$0.isLetter && !$0.isNumber } ?? false)
                    case "[": classLeavesOutSlash(token.dropFirst().dropLast())
                    case ".", "/", "^", "$": false
                    default: true
                    }
                }
    }

    private static func classLeavesOutSlash(_ content: Substring) -> Bool {
        if content.first == "^" { return content.contains("/") }
        let characters = Array(content)
        for (index, character) in characters.enumerated() {
            if character == "/"
                || (character == "\\" && index + 1 < characters.count && "DWSpPxu".contains(characters[index + 1]))
            {
                return false
            }
            if character == "-", index > 0, index + 1 < characters.count, characters[index - 1] < "/",
                characters[index + 1] > "/"
            {
                return false
            }
        }
        return true
    }
}
