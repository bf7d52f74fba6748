internal import Callbacks
internal import Logging
internal import Model
internal import Proxy
internal import Replay

/// Answers requests from mocks and hands their callbacks on: what `replay` asks at each request head.
final class ReplayPolicy: ExchangePolicy {
    private let engine: ReplayEngine
    private let dispatcher: CallbackDispatcher
    private let ledger: ReplayLedger
    private let forwardsMisses: Bool
    private let prepare: @Sendable (IncomingRequest) -> IncomingRequest
    private let bodyLimit = 64 << 20
    private let logger: Logger

    /// - Parameter prepare: redacts a live request as the recorded ones were, before it is matched.
    init(
        engine: ReplayEngine,
        dispatcher: CallbackDispatcher,
        ledger: ReplayLedger,
        forwardsMisses: Bool,
        prepare: @escaping @Sendable (IncomingRequest) -> IncomingRequest,
        logger: Logger
    ) {
        (self.engine, self.dispatcher, self.ledger) = (engine, dispatcher, ledger)
        (self.forwardsMisses, self.prepare, self.logger) = (forwardsMisses, prepare, logger)
    }

    func decideTunnel(to authority: Authority, client: String) -> TunnelDecision { .intercept }

    func decide(_ request: IncomingRequest) -> Decision {
        switch engine.answer(prepare(request)) {
        case .wantBody: return .wantBody(limit: bodyLimit)
        case .answered(let reply): return deliver(reply, to: request)
        case .missed(let report): return miss(report, request)
        }
    }

    private func deliver(_ reply: ReplayAnswer, to request: IncomingRequest) -> Decision {
        ledger.answered(reply)
        for failure in reply.callbackFailures {
            logger.error(
                "\(LogMessage.preparationFailed)",
                metadata: ["exchange.id": "\(request.id)", "mock.id": "\(reply.mock)", "reason": "\(failure)"]
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
        if let plan = reply.proxy { return .forward(forwarding(plan, reply.pending)) }
        guard !reply.jobs.isEmpty else { return .respond(reply.answer, whenSent: nil) }
        let later = reply.jobs.filter { !$0.isSync }
        let whenSent: @Sendable (Bool) -> Void = { [dispatcher, logger] _ in
            // Async callbacks are never tied to the client's connection: staging would have sent them all the same.
            if !later.isEmpty { dispatcher.submit(later) }
            logger.debug("Response sent", metadata: ["exchange.id": "\(request.id)", "callbacks": "\(later.count)"])
        }
        let first = reply.jobs.filter(\.isSync)
        guard !first.isEmpty else { return .respond(reply.answer, whenSent: whenSent) }
        return .respondLater { [dispatcher] respond in
            dispatcher.deliver(first) { _ in respond(reply.answer, whenSent) }
        }
    }

    private func forwarding(_ plan: ProxyPlan, _ pending: PendingProxy?) -> Forwarding {
        var forwarding = Forwarding(
            upstream: plan.origin,
            preservesHost: plan.preservesHost,
            rewritesLocation: plan.rewritesLocation
        )
        forwarding.target = plan.target
        forwarding.requestEdits = FieldEdits(removed: plan.removedFields, set: plan.fields)
        forwarding.responseEdits = FieldEdits(removed: plan.removedResponseFields, set: plan.responseFields)
        forwarding.responseDelay = plan.delay
        forwarding.whenFinished = { _ in }
        return forwarding
    }

    private func miss(_ report: MissReport, _ request: IncomingRequest) -> Decision {
        if forwardsMisses, request.form != .origin, let authority = request.authority {
            return .forward(Forwarding(upstream: Origin(scheme: request.scheme, authority: authority)))
        }
        ledger.missed(request, report)
        logger.warning(
            "Unmatched request",
            metadata: ["exchange.id": "\(request.id)", "request": "\(report.method) \(report.target)"]
        )
        return .respond(report.answer, whenSent: nil)
    }
}
