internal import Model
internal import Templating

/// All conditions of a mock, compiled. What is cheap to look at comes first, the body last.
struct MatcherTest: Sendable {
    /// Conditions on everything but the body, each with its part.
    let head: [(part: RequestPart, test: ConditionTest)]
    /// Conditions on the body.
    let body: [ConditionTest]

    init(_ matcher: HTTPMatcher, _ files: FilesInUse) throws(PlacedError) {
        func compiled(_ conditions: [Condition], _ part: RequestPart) throws(PlacedError) -> [ConditionTest] {
            var tests: [ConditionTest] = []
            for (index, condition) in conditions.enumerated() {
                let path = "$.http.\(part.rawValue)[\(index)]"
                tests.append(
                    try ConditionTest(
                        try condition.resolved(with: files, path: path),
                        in: part,
                        sortsArrays: matcher.sortsArrays,
                        path: path
                    )
                )
            }
            return tests
        }
        var head: [(part: RequestPart, test: ConditionTest)] = []
        head += try compiled(matcher.pathParameters, .pathParameters).map { (.pathParameters, $0) }
        head += try compiled(matcher.query, .query).map { (.query, $0) }
        head += try compiled(matcher.fields, .fields).map { (.fields, $0) }
        head += try compiled(matcher.cookies, .cookies).map { (.cookies, $0) }
        self.head = head
        body = try compiled(matcher.body, .body)
    }

    /// How many conditions there are.
    var count: Int { head.count + body.count }

    /// Whether everything but the body fits.
    func fitsHead(of request: RequestView) -> Bool { head.allSatisfy { $0.test.holds(of: request) } }

    /// Whether the body fits.
    func fitsBody(of request: RequestView) -> Bool { body.allSatisfy { $0.holds(of: request) } }
}
