internal import Model
internal import Templating

/// Spells regular expressions for `matches`, which finds its pattern anywhere.
enum PatternText {
    /// The pattern of a text that means only itself.
    static func quoted(_ literal: some StringProtocol) -> String {
        var quoted = ""
        for character in literal {
            if "\\^$.|?*+()[]{}".contains(character) { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted
    }

    /// The pattern of a segment that a route binds; nil for a segment that it does not.
    static func parameter(_ segment: String) -> String? {
        RouteParameter(segment).map { "[^/]+" + quoted($0.ending) }
    }

    /// The pattern that finds all of a text or nothing.
    static func whole(_ pattern: String) -> String {
        let isAnchored = pattern.hasPrefix("^") && pattern.hasSuffix("$") && !pattern.hasSuffix("\\$")
        return isAnchored && !pattern.contains("|") ? pattern : "^(?:\(pattern))$"
    }

    /// The pattern of a text in which `*` stands for anything.
    static func glob(_ text: String) -> String {
        text.split(separator: "*", omittingEmptySubsequences: false).map { quoted($0) }.joined(separator: ".*")
    }

    /// The pattern of a text whose white space may be missing, since bodies are compared without it.
    static func ignoringSpace(_ literal: String) -> String {
        literal.split(omittingEmptySubsequences: false, whereSeparator: \.isWhitespace)
            .map { quoted($0) }.joined(separator: "\\s*")
    }

    /// Whether PCRE2 reads it; patterns come from Java and Go, which know a little more.
    static func isReadable(_ pattern: String) -> Bool { (try? Pattern(pattern)) != nil }
}
