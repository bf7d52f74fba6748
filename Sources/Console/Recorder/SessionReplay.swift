internal import Model
internal import Storage
internal import Synchronization

/// Sends recorded requests to a real target again, so many at once, and holds each answer against the recorded one.
final class SessionReplay: Sendable {
    private struct State: Sendable {
        var next = 0
        var results: [Int: ReplayResult] = [:]
        var done: (@Sendable ([ReplayResult]) -> Void)?
    }

    private let entries: [ExchangeID]
    private let read: @Sendable (ExchangeID) -> StoredExchange?
    private let options: ReplayOptions
    private let outgoing: any OutgoingHTTP
    private let analysis: any RecordingAnalysing
    private let work: AdminQueue
    private let state = Mutex(State())

    /// A replay.
    ///
    /// - Parameter read: gives an entry with its bodies; may block.
    init(
        _ entries: [ExchangeID],
        _ options: ReplayOptions,
        outgoing: any OutgoingHTTP,
        analysis: any RecordingAnalysing,
        work: AdminQueue,
        read: @escaping @Sendable (ExchangeID) -> StoredExchange?
    ) {
        (self.entries, self.options, self.read) = (entries, options, read)
        (self.outgoing, self.analysis, self.work) = (outgoing, analysis, work)
    }

    /// Sends everything and calls back once, with the results in the order of the entries.
    func run(_ done: @escaping @Sendable ([ReplayResult]) -> Void) {
        guard !entries.isEmpty else { return done([]) }
        state.withLock { $0.done = done }
        for _ in 0..<min(options.concurrency, entries.count) { work.run { self.sendNext() } }
    }

    private func sendNext() {
        let place = state.withLock { state -> Int? in
            guard state.next < entries.count else { return nil }
            state.next += 1
            return state.next - 1
        }
        guard let place else { return }
        guard let stored = read(entries[place]) else {
            let gone = ReplayResult(
                entry: entries[place],
                originalStatus: 0,
                url: "",
                outcome: .skipped("it is not in the recording"),
                strictness: options.strictness
            )
            return finish(place, gone)
        }
        replay(stored.exchange) { result in self.work.run { self.finish(place, result) } }
    }

    private func finish(_ place: Int, _ result: ReplayResult) {
        let done = state.withLock { state -> (@Sendable ([ReplayResult]) -> Void)? in
            state.results[place] = result
            guard state.results.count == entries.count else { return nil }
            defer { state.done = nil }
            return state.done
        }
        if let done { return done(state.withLock { state in entries.indices.compactMap { state.results[$0] } }) }
        sendNext()
    }

    // MARK: One request

    private func replay(_ exchange: Exchange, _ done: @escaping @Sendable (ReplayResult) -> Void) {
        let request = ReplayedRequest(exchange, options)
        guard let recorded = exchange.response, exchange.failure == nil else {
            return done(result(exchange, request, .skipped("the recording holds no whole response to compare with")))
        }
        if let reason = reasonToSkip(exchange, recorded) { return done(result(exchange, request, .skipped(reason))) }
        send(request, redirects: options.followsRedirects ? 10 : 0) { [self] sent, answered in
            switch answered {
            case .failed(let reason): done(result(exchange, sent, .failed(reason)))
            case .answered(let status, let fields, let body, let latency):
                let answer = Answer(status: status, fields: fields, body: body)
                let comparison = analysis.compare(recorded, with: answer)
                let outcome = ReplayResult.Outcome.answered(
                    status: status,
                    comparison,
                    duration: latency,
                    preview: Self.preview(body)
                )
                done(result(exchange, sent, outcome))
            }
        }
    }

    private func reasonToSkip(_ exchange: Exchange, _ recorded: Exchange.Response) -> String? {
        if exchange.kind != .exchange { return "it is no request of a client" }
        if exchange.requestBody.isTruncated { return "the recording holds only the beginning of the request's body" }
        let isStream = recorded.head.fields.first("Content-Type")?.hasPrefix("text/event-stream") == true
        guard exchange.upgrade != nil || isStream, !options.includesStreams else { return nil }
        return "it is an upgrade or an event stream; \"includeNonHttp\": true sends it all the same"
    }

    private func send(
        _ request: ReplayedRequest,
        redirects: Int,
        _ done: @escaping @Sendable (ReplayedRequest, OutgoingResult) -> Void
    ) {
        outgoing.send(
            method: request.method,
            url: request.url.description,
            fields: request.fields,
            body: request.body,
            timeout: options.timeout
        ) { [self] result in
            guard redirects > 0, case .answered(let status, let fields, _, _) = result,
                let next = request.redirected(by: status, fields)
            else { return done(request, result) }
            send(next, redirects: redirects - 1, done)
        }
    }

    private func result(
        _ exchange: Exchange,
        _ request: ReplayedRequest,
        _ outcome: ReplayResult.Outcome
    ) -> ReplayResult {
        ReplayResult(
            entry: exchange.id,
            originalStatus: exchange.response?.head.status ?? 0,
            url: request.url.description,
            outcome: outcome,
            strictness: options.strictness
        )
    }

    private static func preview(_ body: [UInt8]) -> String {
        String(validating: body.prefix(500), as: UTF8.self) ?? "(\(body.count) bytes)"
    }
}
