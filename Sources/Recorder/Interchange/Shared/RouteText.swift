internal import Model

/// Spells routes.
enum RouteText {
    /// A path as a route of static segments: what a route would read as a parameter is percent-encoded.
    static func literal(_ path: some StringProtocol) -> String {
        let path = path.hasPrefix("/") ? String(path) : "/" + path
        return path.split(separator: "/", omittingEmptySubsequences: false).map { segment($0) }.joined(separator: "/")
    }

    /// One static segment.
    static func segment(_ text: some StringProtocol) -> String {
        var encoded = ""
        for (index, character) in text.enumerated() {
            switch character {
            case "?": encoded += "%3F"
            case "#": encoded += "%23"
            case ":" where index == 0: encoded += "%3A"
            case "*" where index == 0: encoded += "%2A"
            default: encoded.append(character)
            }
        }
        return encoded
    }
}

/// Gives the parameters of one route names that differ.
struct ParameterNames {
    private var taken: Set<String> = []

    /// A name of letters, digits and `_` near the one wanted.
    mutating func name(_ wanted: some StringProtocol) -> String {
        let plain = String(
            wanted.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" || $0 == "-" ? $0 : "_" }
        )
        return taken.take(plain.isEmpty ? "part" : plain)
    }
}
