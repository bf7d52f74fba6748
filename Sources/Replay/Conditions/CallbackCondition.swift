internal import Model
internal import Templating

/// What must hold of a request, its answer and the stores for a callback to be fired; `when` in JSON.
indirect enum CallbackCondition: Sendable {
    case check(JSONTemplate, CheckTest)
    case any([CallbackCondition])
    case all([CallbackCondition])
    case not(CallbackCondition)

    static func compile(_ conditions: [Condition], path: String) throws(PlacedError) -> [CallbackCondition] {
        var compiled: [CallbackCondition] = []
        for (index, condition) in conditions.enumerated() {
            compiled.append(try one(condition, path: "\(path)[\(index)]"))
        }
        return compiled
    }

    private static func one(_ condition: Condition, path: String) throws(PlacedError) -> CallbackCondition {
        switch condition {
        case .any(let conditions): return .any(try compile(conditions, path: "\(path).any"))
        case .all(let conditions): return .all(try compile(conditions, path: "\(path).all"))
        case .not(let condition): return .not(try one(condition, path: "\(path).not"))
        case .check(let check):
            let expression = check.path.hasPrefix("$") ? check.path : "$.\(check.path)"
            let template = try compiledJSON(.string(expression), path: "\(path).path")
            do throws(ConditionError) {
                return .check(template, try CheckTest(ofRendered: check))
            } catch {
                throw PlacedError(path: "\(path).\(error.member)", reason: error.reason)
            }
        }
    }

    /// What its expressions look at.
    var needs: TemplateNeeds {
        switch self {
        case .check(let expression, _): expression.needs
        case .any(let conditions), .all(let conditions):
            conditions.reduce(into: []) { $0.formUnion($1.needs) }
        case .not(let condition): condition.needs
        }
    }

    /// An expression that nothing resolves is a value that is not there.
    func holds(in context: inout RenderContext) -> Bool {
        switch self {
        case .check(let expression, let test):
            let before = context.unresolvedCount
            let value = expression.value(in: &context)
            return test.holds(ofRendered: context.unresolvedCount == before ? value : nil)
        case .any(let conditions): return conditions.contains { $0.holds(in: &context) }
        case .all(let conditions): return conditions.allSatisfy { $0.holds(in: &context) }
        case .not(let condition): return !condition.holds(in: &context)
        }
    }
}
