internal import Model
internal import Templating

/// All conditions of a mock, compiled. What is cheap to look at comes first, the body last.
struct MatcherTest: Sendable {
    /// Conditions on everything but the body, each with its part.
    let head: [(part: RequestPart, test: RequestTest)]
    /// Conditions on the body.
    let body: [RequestTest]
    /// Conditions on what expressions give: of the request and the stores.
    let when: [ConditionTest<RenderedCheck>]
    /// What those look at.
    let needs: TemplateNeeds

    init(_ matcher: HTTPMatcher, _ files: FilesInUse) throws(PlacedError) {
        func compiled(_ conditions: [Condition], _ part: RequestPart) throws(PlacedError) -> [RequestTest] {
            var tests: [RequestTest] = []
            for (index, condition) in conditions.enumerated() {
                let path = "$.http.\(part.rawValue)[\(index)]"
                tests.append(
                    try RequestTest(try condition.resolved(with: files, path: path), path: path) {
                        check,
                        path throws(PlacedError) in
                        try placed(path) { () throws(ConditionError) in
                            try CheckTest(check, in: part, sortsArrays: matcher.sortsArrays)
                        }
                    }
                )
            }
            return tests
        }
        var head: [(part: RequestPart, test: RequestTest)] = []
        head += try compiled(matcher.pathParameters, .pathParameters).map { (.pathParameters, $0) }
        head += try compiled(matcher.query, .query).map { (.query, $0) }
        head += try compiled(matcher.fields, .fields).map { (.fields, $0) }
        head += try compiled(matcher.cookies, .cookies).map { (.cookies, $0) }
        self.head = head
        body = try compiled(matcher.body, .body)
        var needs: TemplateNeeds = []
        when = try ConditionTest.list(matcher.when, path: "$.http.when") { check, path throws(PlacedError) in
            let check = try RenderedCheck(check, path: path)
            needs.formUnion(check.needs)
            return check
        }
        self.needs = needs
    }

    /// How many conditions there are.
    var count: Int { head.count + body.count + when.count }

    /// Whether everything but the body fits.
    func fitsHead(of request: RequestView) -> Bool { head.allSatisfy { $0.test.holds(of: request) } }

    /// Whether the body fits.
    func fitsBody(of request: RequestView) -> Bool { body.allSatisfy { $0.holds(of: request) } }

    /// Whether what expressions give fits. The context has the stores in it.
    func fitsState(in context: inout RenderContext) -> Bool {
        for test in when where !test.holds({ $0.holds(in: &context) }) { return false }
        return true
    }
}
