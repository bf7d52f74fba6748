internal import Model
internal import Templating

/// A condition, compiled: how checks are combined, whatever each looks at.
indirect enum ConditionTest<Check: Sendable>: Sendable {
    case check(Check)
    case any([ConditionTest])
    case all([ConditionTest])
    case not(ConditionTest)

    /// Compiles a condition.
    ///
    /// - Parameters:
    ///   - path: its JSON path, for errors.
    ///   - compile: compiles one check, at its path.
    init(
        _ condition: Condition,
        path: String,
        _ compile: (Condition.Check, _ path: String) throws(PlacedError) -> Check
    ) throws(PlacedError) {
        switch condition {
        case .any(let conditions): self = .any(try Self.list(conditions, path: "\(path).any", compile))
        case .all(let conditions): self = .all(try Self.list(conditions, path: "\(path).all", compile))
        case .not(let condition): self = .not(try ConditionTest(condition, path: "\(path).not", compile))
        case .check(let check): self = .check(try compile(check, path))
        }
    }

    /// Compiles a list of conditions.
    static func list(
        _ conditions: [Condition],
        path: String,
        _ compile: (Condition.Check, _ path: String) throws(PlacedError) -> Check
    ) throws(PlacedError) -> [ConditionTest] {
        var tests: [ConditionTest] = []
        for (index, condition) in conditions.enumerated() {
            tests.append(try ConditionTest(condition, path: "\(path)[\(index)]", compile))
        }
        return tests
    }

    /// Whether it holds, when its checks hold as the closure says.
    func holds(_ isHolding: (Check) -> Bool) -> Bool {
        switch self {
        case .check(let check): isHolding(check)
        case .any(let tests): tests.contains { $0.holds(isHolding) }
        case .all(let tests): tests.allSatisfy { $0.holds(isHolding) }
        case .not(let test): !test.holds(isHolding)
        }
    }
}

/// A condition on a request.
typealias RequestTest = ConditionTest<CheckTest>

extension RequestTest {
    /// Whether it holds.
    func holds(of request: RequestView) -> Bool { holds { $0.holds(of: request) } }
}

/// An error at a place of a mock's JSON.
struct PlacedError: Error {
    let path: String
    let reason: String
}

/// Says at which place of a mock's JSON a condition cannot be compiled.
func placed<Value>(_ path: String, _ compile: () throws(ConditionError) -> Value) throws(PlacedError) -> Value {
    do throws(ConditionError) {
        return try compile()
    } catch {
        throw PlacedError(path: "\(path).\(error.member)", reason: error.reason)
    }
}
