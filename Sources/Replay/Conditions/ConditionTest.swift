internal import Model
internal import Templating

/// A condition, compiled.
indirect enum ConditionTest: Sendable {
    case check(CheckTest)
    case any([ConditionTest])
    case all([ConditionTest])
    case not(ConditionTest)

    /// Compiles a condition.
    ///
    /// - Parameter path: its JSON path, for errors.
    init(_ condition: Condition, in part: RequestPart, sortsArrays: Bool, path: String) throws(PlacedError) {
        func tests(_ conditions: [Condition], _ member: String) throws(PlacedError) -> [ConditionTest] {
            var tests: [ConditionTest] = []
            for (index, condition) in conditions.enumerated() {
                let path = "\(path).\(member)[\(index)]"
                tests.append(try ConditionTest(condition, in: part, sortsArrays: sortsArrays, path: path))
            }
            return tests
        }
        switch condition {
        case .any(let conditions): self = .any(try tests(conditions, "any"))
        case .all(let conditions): self = .all(try tests(conditions, "all"))
        case .not(let condition):
            self = .not(try ConditionTest(condition, in: part, sortsArrays: sortsArrays, path: "\(path).not"))
        case .check(let check):
            do throws(ConditionError) {
                self = .check(try CheckTest(check, in: part, sortsArrays: sortsArrays))
            } catch {
                throw PlacedError(path: "\(path).\(error.member)", reason: error.reason)
            }
        }
    }

    /// Whether it holds.
    func holds(of request: RequestView) -> Bool {
        switch self {
        case .check(let check): check.holds(of: request)
        case .any(let tests): tests.contains { $0.holds(of: request) }
        case .all(let tests): tests.allSatisfy { $0.holds(of: request) }
        case .not(let test): !test.holds(of: request)
        }
    }
}

/// An error at a place of a mock's JSON.
struct PlacedError: Error {
    let path: String
    let reason: String
}
