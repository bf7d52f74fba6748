internal import Model
internal import Templating

/// One answer of a mock, compiled.
struct CompiledReply: Sendable {
    private let status: Int
    private let fields: [(name: String, value: Template)]
    private let content: CompiledContent
    private let contentPath: String
    private let delay: Delay?
    /// The callbacks of this answer alone.
    let callbacks: [CompiledCallback]
    /// The finished answer, when no template and no chance is in it.
    let constant: Answer?

    init(_ template: ReplyTemplate, path: String) throws(PlacedError) {
        status = template.status
        var fields: [(name: String, value: Template)] = []
        for field in template.fields {
            fields.append((field.name, try compiledText(field.value, path: "\(path).headers.\(field.name)")))
        }
        contentPath = "\(path).payload"
        content = try CompiledContent(template.payload, decodesBase64: template.decodesBase64, path: contentPath)
        if let type = Self.impliedType(of: template) {
            fields.append(("Content-Type", try compiledText(type, path: path)))
        }
        self.fields = fields
        delay = template.delay
        callbacks = try CompiledCallback.compile(template.callbacks, path: "\(path).webhooks")
        constant = Self.constant(status, fields, content, delay)
    }

    /// JSON is announced as JSON, text as text, unless the mock says what it is.
    private static func impliedType(of template: ReplyTemplate) -> String? {
        guard let payload = template.payload, !template.decodesBase64, payload != "",
            !template.fields.contains(where: { $0.name.lowercased() == "content-type" })
        else { return nil }
        return payload.string == nil ? "application/json" : "text/plain; charset=utf-8"
    }

    private static func constant(
        _ status: Int,
        _ fields: [(name: String, value: Template)],
        _ content: CompiledContent,
        _ delay: Delay?
    ) -> Answer? {
        guard let body = content.constant else { return nil }
        var answer = Answer(status: status, body: body)
        for field in fields {
            guard let value = field.value.constant else { return nil }
            answer.fields.append(field.name, fieldValue(value))
        }
        switch delay {
        case nil: break
        case .fixed(let milliseconds)?: answer.delay = .milliseconds(milliseconds)
        case .uniform?, .lognormal?: return nil
        }
        return answer
    }

    var needs: TemplateNeeds {
        var needs = content.needs
        for field in fields { needs.formUnion(field.value.needs) }
        for callback in callbacks { needs.formUnion(callback.needs) }
        return needs
    }

    /// The answer for one request; its delay is not yet scaled.
    func rendered(in context: inout RenderContext) throws(RenderError) -> Answer {
        if let constant { return constant }
        var answer = Answer(status: status)
        for field in fields { answer.fields.append(field.name, fieldValue(field.value.text(in: &context))) }
        do throws(RenderError) {
            answer.body = try content.rendered(in: &context)
        } catch {
            throw RenderError(reason: "\(contentPath): \(error.reason)")
        }
        answer.delay = delay?.drawn(with: &context.chance) ?? .zero
        return answer
    }
}

/// What a mock answers with: one answer, several, or another host.
enum CompiledReplies: Sendable {
    case fixed(CompiledReply)
    case inOrder([CompiledReply], end: ReplySequence.End)
    case random([CompiledReply])
    case proxy(ProxyReply)

    init(_ reply: Mock.Reply) throws(PlacedError) {
        switch reply {
        case .fixed(let template): self = .fixed(try CompiledReply(template, path: "$.response"))
        case .proxy(let proxy): self = .proxy(proxy)
        case .oneOf(let sequence):
            var replies: [CompiledReply] = []
            for (index, template) in sequence.replies.enumerated() {
                replies.append(try CompiledReply(template, path: "$.oneOf.responses[\(index)]"))
            }
            guard !replies.isEmpty else {
                throw PlacedError(path: "$.oneOf.responses", reason: "at least one answer should stand here")
            }
            self = sequence.order == .random ? .random(replies) : .inOrder(replies, end: sequence.end)
        }
    }

    private var all: [CompiledReply] {
        switch self {
        case .fixed(let reply): [reply]
        case .inOrder(let replies, _), .random(let replies): replies
        case .proxy: []
        }
    }

    var needs: TemplateNeeds { all.reduce(into: []) { $0.formUnion($1.needs) } }

    /// Whether every answer is finished and fires nothing.
    var isConstant: Bool { all.allSatisfy { $0.constant != nil && $0.callbacks.isEmpty } }

    /// How often the mock may be used: its own limit, and the length of a sequence that ends.
    func limit(with own: Int64?) -> Int {
        let own = own.map { Int(clamping: $0) } ?? .max
        if case .inOrder(let replies, .exhausted) = self { return min(own, replies.count) }
        return own
    }

    /// The answer of the nth use, from zero; nil when another host answers.
    func reply(ofUse use: Int, chance: () -> Chance) -> CompiledReply? {
        switch self {
        case .fixed(let reply): return reply
        case .inOrder(let replies, .wrap): return replies[use % replies.count]
        case .inOrder(let replies, .last), .inOrder(let replies, .exhausted):
            return replies[min(use, replies.count - 1)]
        case .random(let replies):
            var chance = chance()
            return chance.pick(replies)
        case .proxy: return nil
        }
    }
}

extension Duration {
    /// Milliseconds with their fraction.
    static func milliseconds(_ count: Double) -> Duration { .nanoseconds(Int64((min(count, 9e12) * 1e6).rounded())) }
}
