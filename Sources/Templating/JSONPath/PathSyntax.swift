internal import Model

/// One segment of a query (RFC 9535 §2.5).
enum PathSegment: Sendable {
    /// Selects among the children of each node.
    case children([PathSelector])
    /// Selects among the children of each node and of all that is below it.
    case descendants([PathSelector])

    /// Whether it selects at most one node.
    var isSingular: Bool {
        guard case .children(let selectors) = self, selectors.count == 1 else { return false }
        switch selectors[0] {
        case .name, .index: return true
        case .wildcard, .slice, .filter: return false
        }
    }
}

/// One selector of a segment (RFC 9535 §2.3).
enum PathSelector: Sendable {
    case name(String)
    case wildcard
    case index(Int)
    case slice(start: Int?, end: Int?, step: Int)
    case filter(PathFilter)
}

/// A logical expression of a filter (RFC 9535 §2.3.5).
indirect enum PathFilter: Sendable {
    case or([PathFilter])
    case and([PathFilter])
    case not(PathFilter)
    case exists(PathQuery)
    case comparison(PathOperand, PathComparison, PathOperand)
    /// `match` and `search`.
    case pattern(PathPatternTest)
}

/// A query inside a filter.
struct PathQuery: Sendable {
    /// Whether it starts at the node under test (`@`) instead of the root (`$`).
    var isRelative: Bool
    var segments: [PathSegment]

    var isSingular: Bool { segments.allSatisfy(\.isSingular) }
}

/// What stands on one side of a comparison or as argument of a function: at most one value.
indirect enum PathOperand: Sendable {
    case literal(JSON)
    /// A singular query.
    case query(PathQuery)
    case length(PathOperand)
    case count(PathQuery)
    case value(PathQuery)
}

/// The comparison operators (RFC 9535 §2.3.5.2.2).
enum PathComparison: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

/// A call of `match` or `search` (RFC 9535 §2.4.6, §2.4.7).
struct PathPatternTest: Sendable {
    var subject: PathOperand
    var pattern: PathOperand
    /// Whether the whole subject must match.
    var isWhole: Bool
    /// The pattern where it is a literal; nil when it is none or no I-Regexp, which matches nothing.
    var compiled: Pattern?
}
