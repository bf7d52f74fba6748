internal import Model

/// A path given as a regular expression or glob, as a route and conditions on what the route binds.
///
/// Segments that are literal stay so, a segment whose pattern cannot leave it becomes a parameter with a condition, and
/// from the first that may hold a slash on, `*` takes the rest with one condition.
struct PathPattern {
    private(set) var route = "/*"
    private(set) var conditions: [Condition] = []
    /// What could not be said: the route then takes more than the pattern.
    private(set) var remark: String?

    /// A pattern that all of the path must match.
    init(whole pattern: String) {
        let pattern = Self.withoutAnchors(pattern)
        let alternatives = PatternPieces.alternatives(of: pattern)
        if alternatives.count == 1 { read(alternatives[0].pieces) } else { read(alternatives.map(\.pieces)) }
        dropUnreadable()
    }

    /// A pattern that is found somewhere in the path, as Go searches.
    init(found pattern: String) {
        let isEnded = pattern.hasSuffix("$") && !pattern.hasSuffix("\\$")
        self.init(whole: (pattern.hasPrefix("^") ? "" : ".*") + pattern + (isEnded ? "" : ".*"))
    }

    /// A text in which `*` stands for anything, slashes too.
    init(glob: String) { self.init(whole: PatternText.glob(glob)) }

    private static func withoutAnchors(_ pattern: String) -> String {
        var pattern = pattern[...]
        if pattern.first == "^" { pattern.removeFirst() }
        if pattern.hasSuffix("$"), !pattern.hasSuffix("\\$") { pattern.removeLast() }
        return String(pattern)
    }

    private mutating func read(_ pieces: [String]) {
        guard pieces[0].isEmpty, pieces.count > 1 else { return readRest(pieces) }
        var segments: [String] = []
        var names = ParameterNames()
        let pieces = Array(pieces.dropFirst())
        for (index, piece) in pieces.enumerated() {
            let isRepeated = index + 1 < pieces.count && PatternPieces.startsWithQuantifier(pieces[index + 1])
            if !isRepeated, let literal = PatternPieces.literal(piece) {
                segments.append(RouteText.segment(literal))
            } else if !isRepeated, PatternPieces.staysWithinSegment(piece) {
                let name = names.name("part\(index + 1)")
                segments.append(":\(name)")
                if piece != "[^/]+" { conditions.append(.check(name, .matches, .string(PatternText.whole(piece)))) }
            } else {
                segments.append("*")
                constrainRest(pieces[index...].joined(separator: "/"))
                break
            }
        }
        route = "/" + segments.joined(separator: "/")
    }

    /// The path without its first slash, which `*` does not bind.
    private mutating func readRest(_ pieces: [String]) {
        if let rest = Self.rest(pieces) {
            constrainRest(rest)
        } else {
            remark = "it does not say where its first slash stands; every path matches instead"
        }
    }

    /// The pattern of a path without its first slash; nil when that cannot be told.
    private static func rest(_ pieces: [String]) -> String? {
        let others = pieces.dropFirst().joined(separator: "/")
        switch pieces[0] {
        case "" where pieces.count > 1: return others
        case ".*" where pieces.count > 1: return "(?:.*/)?\(others)"
        case let first where first.hasPrefix(".*") || first.hasPrefix(".+"): return pieces.joined(separator: "/")
        default: return nil
        }
    }

    private mutating func read(_ alternatives: [[String]]) {
        let rests = alternatives.compactMap { Self.rest($0) }
        guard rests.count == alternatives.count else { return readRest([""]) }
        conditions = [.any(rests.map { .check("*", .matches, .string(PatternText.whole($0))) })]
    }

    private mutating func constrainRest(_ pattern: String) {
        switch pattern {
        case ".*", "(.*)", "": break
        case ".+", "(.+)": conditions.append(.check("*", .notEmpty))
        default: conditions.append(.check("*", .matches, .string(PatternText.whole(pattern))))
        }
    }

    private mutating func dropUnreadable() {
        let count = conditions.count
        conditions.removeAll { !$0.hasReadablePatterns }
        if conditions.count < count { remark = "PCRE2 does not read it; the part that it constrains may be anything" }
    }
}

extension Condition {
    /// Whether every regular expression in it is one.
    var hasReadablePatterns: Bool {
        switch self {
        case .any(let conditions), .all(let conditions): conditions.allSatisfy(\.hasReadablePatterns)
        case .not(let condition): condition.hasReadablePatterns
        case .check(let check): check.action != .matches || PatternText.isReadable(check.value?.string ?? "")
        }
    }
}
