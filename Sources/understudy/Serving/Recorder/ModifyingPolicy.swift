internal import Console
internal import Model
internal import Proxy

/// Lets another policy decide where requests go, and changes what passes on the way.
struct ModifyingPolicy: ExchangePolicy {
    let base: any ExchangePolicy
    let live: LiveModifications
    /// A number from 0 up to 1, another one each time.
    var chance: @Sendable () -> Double = { .random(in: 0..<1) }

    func decideTunnel(to authority: Authority, client: String) -> TunnelDecision {
        base.decideTunnel(to: authority, client: client)
    }

    func decide(_ request: IncomingRequest) -> Decision {
        let decision = base.decide(request)
        guard let prepared = live.current, case .forward(let forwarding) = decision else { return decision }
        // Asked for the second time, the dice have been thrown.
        if request.body == nil, let error = error(prepared.modifications) { return .refuse(error) }
        let masksRequest = prepared.requestMask != nil && BodyMask.looksInto(request.head.fields)
        if masksRequest, request.awaitsBody { return .wantBody(limit: BodyMask.limit) }
        return .forward(modified(forwarding, prepared, request))
    }

    private func error(_ modifications: TrafficModifications) -> Answer? {
        guard let errors = modifications.errors, chance() < errors.rate else { return nil }
        var answer = Answer.text(errors.status, errors.body)
        answer.delay = delay(modifications)
        return answer
    }

    private func delay(_ modifications: TrafficModifications) -> Duration {
        guard modifications.jitter > .zero else { return modifications.latency }
        return modifications.latency + .nanoseconds(Int64(Double(modifications.jitter.nanoseconds) * chance()))
    }

    private func modified(
        _ forwarding: Forwarding,
        _ prepared: LiveModifications.Prepared,
        _ request: IncomingRequest
    ) -> Forwarding {
        let modifications = prepared.modifications
        var forwarding = URLRewriting(rewrites: modifications.rewrites).rewritten(forwarding, request.head)
        forwarding.requestEdits = FieldEdits(modifications.request)
        forwarding.responseEdits = FieldEdits(modifications.response)
        forwarding.responseDelay = delay(modifications)
        forwarding.bandwidth = modifications.bandwidth
        if let body = request.body {
            forwarding.requestBody = prepared.requestMask?.masked(body, request.head.fields)
        }
        if let mask = prepared.responseMask {
            forwarding.responseRewriting = ResponseRewriting(limit: BodyMask.limit) { head in
                BodyMask.looksInto(head.fields)
            } rewrite: { head, content in
                mask.masked(content, head.fields)
            }
        }
        return forwarding
    }
}

extension FieldEdits {
    fileprivate init(_ message: TrafficModifications.Message) {
        self.init(removed: message.removed, set: message.set, added: message.added)
    }
}
