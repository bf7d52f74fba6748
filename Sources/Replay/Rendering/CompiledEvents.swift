internal import Model
internal import Synchronization
internal import Templating

/// A chain of server-sent events, compiled.
struct CompiledEvents: Sendable {
    struct Event: Sendable {
        let name: Template?
        let id: Template?
        let data: CompiledContent
        let retry: Int64?
        /// In milliseconds.
        let delay: Double
    }

    let chain: EventChain
    let events: [Event]
    /// What its templates look at.
    let needs: TemplateNeeds

    init(_ chain: EventChain, path: String, _ files: FilesInUse) throws(PlacedError) {
        self.chain = chain
        var events: [Event] = []
        var needs: TemplateNeeds = []
        for (index, event) in chain.events.enumerated() {
            let path = "\(path).events[\(index)]"
            let compiled = try Self.compiled(event, path: path, files)
            for part in [compiled.name?.needs, compiled.id?.needs, compiled.data.needs] { needs.formUnion(part ?? []) }
            events.append(compiled)
        }
        (self.events, self.needs) = (events, needs)
    }

    private static func compiled(
        _ event: EventChain.Event,
        path: String,
        _ files: FilesInUse
    ) throws(PlacedError) -> Event {
        let name = try event.name.map { text throws(PlacedError) in try compiledText(text, path: "\(path).eventName") }
        let id = try event.id.map { text throws(PlacedError) in try compiledText(text, path: "\(path).id") }
        let data: CompiledContent
        if let file = event.dataPath, event.data == nil {
            let content = files.content(of: file)
            data =
                content == nil
                ? .missing(file: file)
                : try CompiledContent(
                    content?.payload,
                    decodesBase64: content?.isBase64 == true,
                    path: "\(path).templatePath"
                )
        } else {
            data = try CompiledContent(event.data, decodesBase64: false, path: "\(path).data")
        }
        return Event(name: name, id: id, data: data, retry: event.retry, delay: event.delay)
    }
}

extension CompiledEvents.Event {
    /// The event as it is sent (WHATWG HTML §9.2.6): data of several lines becomes several `data` fields.
    func rendered(in context: inout RenderContext) -> [UInt8] {
        var lines: [String] = []
        if let name { lines.append("event: \(fieldValue(name.text(in: &context)))") }
        if let id { lines.append("id: \(fieldValue(id.text(in: &context)))") }
        if let retry { lines.append("retry: \(retry)") }
        do throws(RenderError) {
            let text = String(decoding: try data.rendered(in: &context), as: UTF8.self)
            let parts = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
            lines += parts.map { "data: \($0)" }
        } catch {
            // The answer has begun; a comment is what a stream can still say.
            lines.append(": \(fieldValue(error.reason))")
        }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8)
    }
}

/// The events of one answer, each rendered when its turn comes.
final class EventPieces: AnswerPieces, @unchecked Sendable {
    // Belongs to the one event loop that writes the answer.
    private let events: CompiledEvents
    private let pace: Pace
    private var context: RenderContext
    private var place = 0
    private var round = 1
    /// What is left of the delay before the next event, in milliseconds as the mock says them.
    private var gap: Double
    private var spent = 0.0

    init(_ events: CompiledEvents, _ context: RenderContext, _ pace: Pace) {
        (self.events, self.context, self.pace) = (events, context, pace)
        // The stores stay with whoever guards them.
        self.context.stores = Stores()
        gap = events.events[0].delay
    }

    func next() -> AnswerPiece? {
        guard place < events.events.count else { return nil }
        let heartbeat = events.chain.heartbeat
        let wait = heartbeat > 0 ? min(gap, heartbeat) : gap
        guard spent + wait <= events.chain.maxTime * 1_000 else { return nil }
        spent += wait
        gap -= wait
        guard gap <= 0 else { return AnswerPiece(after: pace.scaled(wait), Array(": heartbeat\n\n".utf8)) }
        let piece = AnswerPiece(after: pace.scaled(wait), rendered(events.events[place]))
        advance()
        return piece
    }

    private func advance() {
        place += 1
        gap = 0
        if place == events.events.count, events.chain.loops, round < events.chain.maxLoops {
            (place, gap) = (0, events.chain.loopDelay)
            round += 1
        }
        if place < events.events.count { gap += events.events[place].delay }
    }

    private func rendered(_ event: CompiledEvents.Event) -> [UInt8] {
        guard events.needs.contains(.stores) else { return event.rendered(in: &context) }
        return pace.run.stores.withLock { stores in
            swap(&context.stores, &stores)
            defer { swap(&context.stores, &stores) }
            return event.rendered(in: &context)
        }
    }
}
