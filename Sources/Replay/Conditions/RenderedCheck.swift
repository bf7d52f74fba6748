internal import Model
internal import Templating

/// A check of what an expression gives: of the request, the answer or a store; what `when` of a callback consists of.
struct RenderedCheck: Sendable {
    private let expression: JSONTemplate
    private let test: CheckTest

    /// - Parameter path: its JSON path, for errors.
    init(_ check: Condition.Check, path: String) throws(PlacedError) {
        let text = check.path.hasPrefix("$") ? check.path : "$.\(check.path)"
        expression = try compiledJSON(.string(text), path: "\(path).path")
        test = try placed(path) { () throws(ConditionError) in try CheckTest(ofRendered: check) }
    }

    /// What its expression looks at.
    var needs: TemplateNeeds { expression.needs }

    /// An expression that nothing resolves is a value that is not there.
    func holds(in context: inout RenderContext) -> Bool {
        let before = context.unresolvedCount
        let value = expression.value(in: &context)
        // A plain nil would be null here, which is a value.
        return test.holds(ofRendered: context.unresolvedCount == before ? value : JSON?.none)
    }
}
