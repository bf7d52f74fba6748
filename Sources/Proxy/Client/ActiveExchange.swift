internal import Model
internal import NIOCore

/// The exchange that a client's connection is busy with, and the way it takes. Confined to the connection's loop.
final class ActiveExchange {
    /// What the policy decided.
    enum Route {
        /// The whole body is being gathered, so that the policy can be asked again.
        case collecting(limit: Int)
        /// The answer is known, and waits for the request's end or its delay.
        case answering(Answer, whenSent: (@Sendable (Bool) -> Void)?, failure: ExchangeFailure?)
        /// The answer's head is out, and its content comes piece by piece.
        case streaming(any AnswerPieces, whenSent: (@Sendable (Bool) -> Void)?)
        /// The answer will come from another thread.
        case later
        /// It goes to an upstream.
        indirect case forwarding(Forwarding)
    }

    /// The request as policies see it.
    var incoming: IncomingRequest
    /// What its fields say.
    let facts: HeadFacts
    /// How its body is framed.
    let framing: BodyFraming
    /// Its state.
    var machine: ExchangeMachine
    /// How it is recorded.
    var kind: Exchange.Kind
    /// What was decided; nil until then.
    var route: Route?
    /// The connection that it goes on; nil before it stands and after it was let go.
    var upstream: UpstreamConnection?
    /// The body, when the policy wanted it whole.
    var collected = ByteBuffer()
    /// Whether `100 Continue` has gone to the client.
    var hasContinued = false
    /// Whether the client's connection can serve on afterwards.
    var keepsAlive: Bool
    /// How the response's body goes to the client.
    var responseFraming = BodyFraming.none
    /// The response, as long as its content is gathered for another one to be made of it.
    var held: HeldResponse?
    /// Whether a part of the request waits for its time to go on.
    var isSendingSlowly = false
    /// Bytes of the response's content that go to the client a second; nil for no limit.
    var bandwidth: Int?

    /// An exchange whose head has come.
    init(
        incoming: IncomingRequest,
        facts: HeadFacts,
        framing: BodyFraming,
        machine: consuming ExchangeMachine,
        kind: Exchange.Kind,
        keepsAlive: Bool
    ) {
        (self.incoming, self.facts, self.framing) = (incoming, facts, framing)
        (self.kind, self.keepsAlive) = (kind, keepsAlive)
        self.machine = machine
    }

    /// Whether its protocol is to be switched, should the upstream agree.
    var isUpgrade: Bool {
        facts.hasUpgrade && facts.connection.contains(.upgrade) && incoming.head.version == .http11
    }

    /// Who wants to know whether the answer has gone out.
    var whenSent: (@Sendable (Bool) -> Void)? {
        switch route {
        case .answering(_, let whenSent, _), .streaming(_, let whenSent): whenSent
        case .collecting, .later, .forwarding, nil: nil
        }
    }

    /// Who wants to know what became of a forwarded exchange.
    var whenComplete: (@Sendable (Exchange) -> Void)? {
        if case .forwarding(let forwarding) = route { forwarding.whenComplete } else { nil }
    }

    var whenFinished: (@Sendable (Exchange) -> Void)? {
        if case .forwarding(let forwarding) = route { forwarding.whenFinished } else { nil }
    }

    /// The exchange as observers get it.
    func finished(
        listener: String,
        clientTLS: TLSFacts?,
        outcome: Exchange.Outcome
    ) -> Exchange {
        Exchange(
            id: incoming.id,
            kind: kind,
            listener: listener,
            client: incoming.client,
            origin: machine.origin,
            request: machine.request,
            requestBody: machine.requestTap.captured,
            requestTrailers: machine.requestTrailers,
            outcome: outcome,
            startedAt: incoming.receivedAt,
            timings: machine.marks.timings,
            clientTLS: clientTLS,
            upstreamTLS: machine.upstreamTLS,
            upstreamAddress: machine.upstreamAddress,
            upgrade: machine.upgrade
        )
    }
}
