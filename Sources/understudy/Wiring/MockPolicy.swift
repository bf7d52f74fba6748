internal import Callbacks
internal import Console
internal import Logging
internal import Model
internal import Proxy
internal import Replay
internal import Synchronization

/// Hears of every request that mocks were asked to answer. Called on event loops; must not block.
protocol MockWitness: Sendable {
    /// A mock answered.
    func answered(_ reply: ReplayAnswer, to request: IncomingRequest)
    /// No mock matched.
    func missed(_ request: IncomingRequest, run: RunID, _ report: MissReport)
}

/// Answers requests from mocks and hands their callbacks on: what `replay` and `serve` ask at each request head.
final class MockPolicy: ExchangePolicy {
    private let engine: ReplayEngine
    private let dispatcher: CallbackDispatcher
    private let witnesses: [any MockWitness]
    private let settings: Settings
    private let logger: Logger

    /// What differs between the commands and their listeners.
    struct Settings: Sendable {
        /// Whether requests that no mock answers go to the host that they name.
        var forwardsMisses = false
        /// Redacts a live request as the recorded ones were, before it is matched.
        var prepare: @Sendable (IncomingRequest) -> IncomingRequest = { $0 }
        /// Keeps asynchronous callbacks before the answer is sent that fires them; nil where nothing outlives the process.
        var keeper: CallbackJournal?
        /// The API whose paths come before the mocks'; nil where mocks own every path.
        var admin: AdminPolicy?
        /// The run that the listener stands for; nil when requests name it.
        var run: RunID?
        /// Whether every request is to be had with its body, so that the journal can keep it.
        var keepsBodies = false
        /// How large a body may be, in bytes.
        var bodyLimit = 64 << 20
    }

    init(
        engine: ReplayEngine,
        dispatcher: CallbackDispatcher,
        witnesses: [any MockWitness],
        settings: Settings,
        logger: Logger
    ) {
        (self.engine, self.dispatcher, self.witnesses) = (engine, dispatcher, witnesses)
        (self.settings, self.logger) = (settings, logger)
    }

    func decideTunnel(to authority: Authority, client: String) -> TunnelDecision { .intercept }

    func decide(_ request: IncomingRequest) -> Decision {
        if settings.keepsBodies, request.awaitsBody { return .wantBody(limit: settings.bodyLimit) }
        if let admin = settings.admin, request.form == .origin, admin.owns(request) { return admin.decide(request) }
        let request = settings.prepare(request)
        let run = RunSelection.run(of: request, listener: settings.run)
        switch engine.answer(request, run: run) {
        case .wantBody: return .wantBody(limit: settings.bodyLimit)
        case .answered(let reply): return deliver(reply.pointingHere(for: request), to: request)
        case .missed(let report): return miss(report, request, run)
        }
    }

    private func deliver(_ reply: ReplayAnswer, to request: IncomingRequest) -> Decision {
        if let proxied = reply.proxied { return .forward(forwarding(proxied, request)) }
        guard !reply.jobs.isEmpty else {
            tell(reply, request)
            return .respond(reply.answer, whenSent: nil)
        }
        let later = reply.jobs.filter { !$0.isSync }.map { Delivery(job: $0) }
        let whenSent: @Sendable (Bool) -> Void = { [dispatcher] _ in
            // Async callbacks are never tied to the client's connection: staging would have sent them all the same.
            if !later.isEmpty { dispatcher.submit(made: later) }
        }
        let first = reply.jobs.filter(\.isSync)
        guard !first.isEmpty else {
            tell(reply, request)
            guard let keeper = settings.keeper, !keeper.note(later) else {
                return .respond(reply.answer, whenSent: whenSent)
            }
            return .respondLater { respond in keeper.accept(later) { respond(reply.answer, whenSent) } }
        }
        return .respondLater { [self] respond in
            dispatcher.deliver(first) { [self] deliveries in
                var reply = reply.later?().pointingHere(for: request) ?? reply
                if let failure = deliveries.compactMap(\.failureAnswer).first { reply.answer = failure }
                tell(reply, request)
                keep(later) { [answer = reply.answer] in respond(answer, whenSent) }
            }
        }
    }

    /// Goes on when the callbacks survive the end of this process, or at once where nothing does.
    private func keep(_ deliveries: [Delivery], then goOn: @escaping @Sendable () -> Void) {
        guard let keeper = settings.keeper, !deliveries.isEmpty, !keeper.note(deliveries) else { return goOn() }
        keeper.accept(deliveries, whenKept: goOn)
    }

    /// Lets the real host answer; callbacks follow when it has.
    private func forwarding(_ proxied: ProxiedAnswer, _ request: IncomingRequest) -> Forwarding {
        let plan = proxied.plan
        var forwarding = Forwarding(
            upstream: plan.origin,
            preservesHost: plan.preservesHost,
            rewritesLocation: plan.rewritesLocation
        )
        forwarding.target = plan.target
        forwarding.requestEdits = FieldEdits(removed: plan.removedFields, set: plan.fields)
        forwarding.responseEdits = FieldEdits(removed: plan.removedResponseFields, set: plan.responseFields)
        forwarding.responseDelay = plan.delay
        let complete = FollowUp()
        forwarding.whenComplete = { [self] exchange in
            let after = engine.followUp(proxied, exchange.outcome.answer)
            let deliveries = after.jobs.map { Delivery(job: $0) }
            // Where there is no room for a note, the journal takes them when they are submitted.
            if !deliveries.isEmpty { _ = settings.keeper?.note(deliveries) }
            complete.answer.withLock { $0 = (after, deliveries) }
        }
        forwarding.whenFinished = { [self] exchange in
            if let (after, deliveries) = complete.answer.withLock({ $0 }) {
                tell(after, request)
                dispatcher.submit(made: deliveries)
            } else {
                let after = engine.followUp(proxied, exchange.outcome.answer)
                tell(after, request)
                dispatcher.submit(after.jobs)
            }
        }
        return forwarding
    }

    private func tell(_ reply: ReplayAnswer, _ request: IncomingRequest) {
        for witness in witnesses { witness.answered(reply, to: request) }
        for failure in reply.callbackFailures {
            logger.error(
                "\(LogMessage.preparationFailed)",
                metadata: [
                    "callback.type": "\(failure.kind)", "callback.index": "\(failure.index)", "callback.attempt": "0",
                    "exchange.id": "\(request.id)", "mock.id": "\(reply.mock)", "reason": "\(failure.reason)",
                ]
            )
        }
        if !reply.unresolved.isEmpty {
            logger.warning(
                "Expressions stay unresolved in the response",
                metadata: [
                    "exchange.id": "\(request.id)", "mock.id": "\(reply.mock)",
                    "expressions": "\(reply.unresolved.joined(separator: ", "))",
                ]
            )
        }
    }

    private func miss(_ report: MissReport, _ request: IncomingRequest, _ run: RunID) -> Decision {
        if settings.forwardsMisses, request.form != .origin, let authority = request.authority {
            return .forward(Forwarding(upstream: Origin(scheme: request.scheme, authority: authority)))
        }
        for witness in witnesses { witness.missed(request, run: run, report) }
        logger.warning(
            "Unmatched request",
            metadata: ["exchange.id": "\(request.id)", "request": "\(report.method) \(report.target)"]
        )
        return .respond(report.answer(to: request.id), whenSent: nil)
    }
}

/// What follows a real host's answer, as soon as that is known.
private final class FollowUp: Sendable {
    let answer = Mutex<(ReplayAnswer, [Delivery])?>(nil)
}

extension Delivery {
    /// What the client gets instead of the mock's answer, when this failed and says so.
    fileprivate var failureAnswer: Answer? {
        guard let status = job.failResponse, state != .delivered, state != .dropped else { return nil }
        let reason: String
        switch attempts.last?.result {
        case .answered(let status, _, _): reason = "the receiver answered \(status)"
        case .failed(let words): reason = words
        case .confirmed, nil: reason = state.rawValue
        }
        let name = job.name.map { "\"\($0)\"" } ?? "\(job.index + 1)"
        return .json(
            status,
            [
                "error": .string("callback \(name) of mock \"\(job.mock)\" to \(job.target.text) failed: \(reason)"),
                "code": "callback_failed", "callback": .string(job.name ?? "\(job.index)"),
                "delivery": .string(job.id.rawValue), "reason": .string(reason),
            ]
        )
    }
}

extension Exchange.Outcome {
    /// What the real host said; 502 where it said nothing.
    fileprivate var answer: Answer {
        guard case .response(let response) = self else { return Answer(status: 502) }
        return Answer(status: response.head.status, fields: response.head.fields, body: response.body.bytes)
    }
}
