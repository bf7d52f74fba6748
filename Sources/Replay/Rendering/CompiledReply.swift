internal import Model
internal import Templating

/// One answer of a mock, compiled.
final class CompiledReply: Sendable {
    private let status: Int
    private let fields: [(name: String, value: Template)]
    private let content: CompiledContent
    private let contentPath: String
    private let delay: Delay?
    private let dribble: Dribble?
    private let fault: AnswerFault?
    private let events: CompiledEvents?
    /// The callbacks of this answer alone.
    let callbacks: [CompiledCallback]
    /// The finished answer, when no template and no chance is in it.
    let constant: Answer?

    init(_ template: ReplyTemplate, path: String, _ files: FilesInUse) throws(PlacedError) {
        status = template.status
        contentPath = "\(path).\(template.payloadPath == nil ? "payload" : "payloadTemplatePath")"
        let file = template.payloadPath.flatMap { files.content(of: $0) }
        let payload = template.payload ?? file?.payload
        let decodesBase64 = template.decodesBase64 || (template.payload == nil && file?.isBase64 == true)
        if let name = template.payloadPath, payload == nil {
            content = .missing(file: name)
        } else {
            content = try CompiledContent(payload, decodesBase64: decodesBase64, path: contentPath)
        }
        events = try template.events.map { chain throws(PlacedError) in
            try CompiledEvents(chain, path: "\(path).sseEventChain", files)
        }
        fields = try Self.fields(of: template, decodesBase64 ? nil : payload, path: path)
        (delay, dribble, fault) = (template.delay, template.dribble, template.fault)
        callbacks = try CompiledCallback.compile(template.callbacks, path: "\(path).webhooks")
        let isPlain = dribble == nil && events == nil
        constant = isPlain ? Self.constant(status, fields, content, delay, fault) : nil
    }

    /// - Parameter payload: what is announced by itself; nil for bytes and for no content.
    private static func fields(
        of template: ReplyTemplate,
        _ payload: JSON?,
        path: String
    ) throws(PlacedError) -> [(name: String, value: Template)] {
        var fields: [(name: String, value: Template)] = []
        for field in template.fields {
            fields.append((field.name, try compiledText(field.value, path: "\(path).headers.\(field.name)")))
        }
        func imply(_ name: String, _ value: String) throws(PlacedError) {
            guard !template.fields.contains(where: { $0.name.lowercased() == name.lowercased() }) else { return }
            fields.append((name, try compiledText(value, path: path)))
        }
        if template.events != nil {
            try imply("Content-Type", "text/event-stream")
            try imply("Cache-Control", "no-cache")
        } else if let payload, payload != "" {
            // JSON is announced as JSON, text as text, unless the mock says what it is.
            try imply("Content-Type", payload.string == nil ? "application/json" : "text/plain; charset=utf-8")
        }
        return fields
    }

    private static func constant(
        _ status: Int,
        _ fields: [(name: String, value: Template)],
        _ content: CompiledContent,
        _ delay: Delay?,
        _ fault: AnswerFault?
    ) -> Answer? {
        guard let body = content.constant else { return nil }
        var answer = Answer(status: status, body: body)
        answer.fault = fault
        for field in fields {
            guard let value = field.value.constant else { return nil }
            answer.fields.append(field.name, fieldValue(value))
        }
        switch delay {
        case nil: break
        case .fixed(let milliseconds)?: answer.delay = .milliseconds(milliseconds)
        case .uniform?, .lognormal?: return nil
        }
        return answer.lasting
    }

    var needs: TemplateNeeds {
        var needs = content.needs.union(events?.needs ?? [])
        for field in fields { needs.formUnion(field.value.needs) }
        for callback in callbacks { needs.formUnion(callback.needs) }
        return needs
    }

    /// The answer for one request; its delay is not yet scaled, that of its pieces is.
    func rendered(in context: inout RenderContext, _ pace: Pace) throws(RenderError) -> Answer {
        if let constant { return constant }
        var answer = Answer(status: status)
        answer.fault = fault
        for field in fields { answer.fields.append(field.name, fieldValue(field.value.text(in: &context))) }
        do throws(RenderError) {
            answer.body = try content.rendered(in: &context)
        } catch {
            throw RenderError(reason: "\(contentPath): \(error.reason)")
        }
        answer.delay = delay?.drawn(with: &context.chance) ?? .zero
        if let events {
            answer.pieces = EventPieces(events, context, pace)
        } else if let dribble {
            answer.pieces = DribblePieces(answer.body, dribble, timeScale: pace.timeScale)
        }
        return answer
    }
}

/// What a mock answers with: one answer, several, or another host.
enum CompiledReplies: Sendable {
    case fixed(CompiledReply)
    case inOrder([CompiledReply], end: ReplySequence.End)
    case random([CompiledReply])
    case proxy(CompiledProxy)

    init(_ reply: Mock.Reply, _ files: FilesInUse) throws(PlacedError) {
        switch reply {
        case .fixed(let template): self = .fixed(try CompiledReply(template, path: "$.response", files))
        case .proxy(let proxy): self = .proxy(try CompiledProxy(proxy))
        case .oneOf(let sequence):
            var replies: [CompiledReply] = []
            for (index, template) in sequence.replies.enumerated() {
                replies.append(try CompiledReply(template, path: "$.oneOf.responses[\(index)]", files))
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

    var needs: TemplateNeeds {
        if case .proxy(let proxy) = self { return proxy.needs }
        return all.reduce(into: []) { $0.formUnion($1.needs) }
    }

    /// Whether every answer is finished and fires nothing.
    var isConstant: Bool {
        if case .proxy = self { return false }
        return all.allSatisfy { $0.constant != nil && $0.callbacks.isEmpty }
    }

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
