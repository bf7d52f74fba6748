internal import Model

/// Decides filters (RFC 9535 §2.3.5.2) and calls the functions (§2.4).
extension PathEvaluation {
    func holds(_ filter: PathFilter, of node: JSON) -> Bool {
        switch filter {
        case .or(let filters): filters.contains { holds($0, of: node) }
        case .and(let filters): filters.allSatisfy { holds($0, of: node) }
        case .not(let filter): !holds(filter, of: node)
        case .exists(let query): !nodes(of: query, at: node).isEmpty
        case .comparison(let left, let comparison, let right):
            Self.compare(value(of: left, at: node), comparison, value(of: right, at: node))
        case .pattern(let test): matches(test, at: node)
        }
    }

    private func nodes(of query: PathQuery, at node: JSON) -> [JSON] {
        nodes(of: query.segments, from: query.isRelative ? node : root)
    }

    /// The operand's value; nil is the RFC's Nothing.
    private func value(of operand: PathOperand, at node: JSON) -> JSON? {
        switch operand {
        case .literal(let value): return value
        case .query(let query): return nodes(of: query, at: node).first
        case .count(let query): return .int(nodes(of: query, at: node).count)
        case .value(let query):
            let nodes = nodes(of: query, at: node)
            return nodes.count == 1 ? nodes[0] : .none
        case .length(let argument):
            switch value(of: argument, at: node) {
            case .string(let text): return .int(text.unicodeScalars.count)
            case .array(let elements): return .int(elements.count)
            case .object(let object): return .int(object.members.count)
            default: return .none
            }
        }
    }

    private func matches(_ test: PathPatternTest, at node: JSON) -> Bool {
        guard case .string(let subject)? = value(of: test.subject, at: node) else { return false }
        if let compiled = test.compiled { return compiled.isFound(in: subject) }
        guard case .string(let text)? = value(of: test.pattern, at: node) else { return false }
        return IRegexp.compile(text, isWhole: test.isWhole)?.isFound(in: subject) ?? false
    }

    /// RFC 9535 §2.3.5.2.2: Nothing equals Nothing; only two numbers or two strings have an order.
    static func compare(_ left: JSON?, _ comparison: PathComparison, _ right: JSON?) -> Bool {
        switch comparison {
        case .equal: isEqual(left, right)
        case .notEqual: !isEqual(left, right)
        case .less: isLess(left, right)
        case .greater: isLess(right, left)
        case .lessOrEqual: isLess(left, right) || isEqual(left, right)
        case .greaterOrEqual: isLess(right, left) || isEqual(left, right)
        }
    }

    private static func isEqual(_ left: JSON?, _ right: JSON?) -> Bool {
        guard let left, let right else { return (left, right) == (.none, .none) }
        return left.isEquivalent(to: right)
    }

    private static func isLess(_ left: JSON?, _ right: JSON?) -> Bool {
        switch (left, right) {
        case (.number(let left)?, .number(let right)?):
            if let left = Int64(left.text), let right = Int64(right.text) {
                left < right
            } else {
                left.double < right.double
            }
        case (.string(let left)?, .string(let right)?): left.utf8.lexicographicallyPrecedes(right.utf8)
        default: false
        }
    }
}
