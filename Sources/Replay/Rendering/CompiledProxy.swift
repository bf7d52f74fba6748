public import Model
internal import Templating

/// What a mock lets the real host answer, compiled.
struct CompiledProxy: Sendable {
    private let source: ProxyReply
    private let url: AbsoluteURL
    private let path: Template?
    private let fields: [(name: String, value: Template)]
    private let responseFields: [(name: String, value: Template)]

    init(_ proxy: ProxyReply) throws(PlacedError) {
        guard let url = AbsoluteURL(proxy.target) else {
            throw PlacedError(path: "$.proxy.target", reason: "an http or https URL should stand here")
        }
        (source, self.url) = (proxy, url)
        path = try proxy.path.map { text throws(PlacedError) in try compiledText(text, path: "$.proxy.path") }
        fields = try Self.compiled(proxy.fields, "headers")
        responseFields = try Self.compiled(proxy.responseFields, "responseHeaders")
    }

    private static func compiled(
        _ fields: [TemplateField],
        _ member: String
    ) throws(PlacedError) -> [(name: String, value: Template)] {
        var compiled: [(name: String, value: Template)] = []
        for field in fields {
            compiled.append((field.name, try compiledText(field.value, path: "$.proxy.\(member).\(field.name)")))
        }
        return compiled
    }

    var needs: TemplateNeeds {
        (fields + responseFields).reduce(into: path?.needs ?? []) { $0.formUnion($1.value.needs) }
    }

    /// What to ask the real host for. `skipping` segments of the request's path stand before the mock's route.
    func plan(in context: inout RenderContext, skipping: Int) -> ProxyPlan {
        var plan = ProxyPlan(origin: url.origin, target: target(in: &context, skipping: skipping))
        plan.fields = rendered(fields, in: &context)
        plan.removedFields = source.removedFields
        plan.responseFields = rendered(responseFields, in: &context)
        plan.removedResponseFields = source.removedResponseFields
        (plan.preservesHost, plan.rewritesLocation) = (source.preservesHost, source.rewritesLocation)
        plan.delay = source.delay?.drawn(with: &context.chance) ?? .zero
        return plan
    }

    private func rendered(
        _ fields: [(name: String, value: Template)],
        in context: inout RenderContext
    ) -> FieldSection {
        var section = FieldSection()
        for field in fields { section.append(field.name, fieldValue(field.value.text(in: &context))) }
        return section
    }

    private func target(in context: inout RenderContext, skipping: Int) -> String {
        let asked = RequestTarget(context.request.head.target)
        let query = asked.query.map { "?\($0)" } ?? ""
        if let path {
            let text = path.text(in: &context)
            let own = text.hasPrefix("/") ? text : "/\(text)"
            return own.contains("?") ? own : own + query
        }
        var own = asked.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(1 + skipping)
            .joined(separator: "/")
        own = "/\(own)"
        if let prefix = source.stripPrefix, own.hasPrefix(prefix) { own = String(own.dropFirst(prefix.count)) }
        if !own.hasPrefix("/") { own = "/\(own)" }
        let base = url.target.split(separator: "?", maxSplits: 1)
        var before = base.first.map { String($0) } ?? ""
        if before.hasSuffix("/") { before.removeLast() }
        let fixed = base.count > 1 ? String(base[1]) : nil
        let queries = [fixed, asked.query].compactMap { $0 }
        return before + own + (queries.isEmpty ? "" : "?\(queries.joined(separator: "&"))")
    }
}

/// What to ask the real host for instead of answering, and what changes on the way.
public struct ProxyPlan: Sendable {
    /// The real host.
    public var origin: Origin
    /// Path and query to ask for.
    public var target: String
    /// Fields to set on the request.
    public var fields: FieldSection = []
    /// Names of fields to take off the request.
    public var removedFields: [String] = []
    /// Fields to set on the response.
    public var responseFields: FieldSection = []
    /// Names of fields to take off the response.
    public var removedResponseFields: [String] = []
    /// Whether the real host is told the Host that the client named.
    public var preservesHost = false
    /// Whether redirects and cookies that name the real host are turned to us.
    public var rewritesLocation = true
    /// How long the response is held after the real host answered; scaled.
    public var delay = Duration.zero

    init(origin: Origin, target: String) { (self.origin, self.target) = (origin, target) }
}
