internal import Model
internal import NIOCore

/// One exchange from its head to its one outcome, without I/O.
///
/// Events come in the order in which they happen; each gives back what is to be done. After the outcome every event gives
/// `.nothing`, so that an exchange cannot end twice.
struct ExchangeMachine {
    enum Event {
        /// The request goes to an upstream, on a connection that is being made.
        case connecting
        /// TCP stands.
        case connected(address: String?)
        /// TLS stands.
        case secured(TLSFacts?)
        /// The request goes on a connection that has served before.
        case reused(address: String?, tls: TLSFacts?)
        /// The last byte of the request has passed.
        case requestEnded
        /// The upstream takes no more of the request, its response being complete.
        case requestStopped
        /// An interim response has come.
        case interim(Int)
        /// The response's head has come.
        case responseHead(ResponseHead)
        /// The last byte of the response has passed.
        case responseEnded
        /// The protocol has switched: bytes pass from now on.
        case switched(String)
        /// Both directions of a tunnel or an upgraded connection have ended.
        case tunnelEnded
        /// Something broke.
        case failed(Fault)
    }

    enum Action {
        case nothing
        /// Send the request again on a fresh connection.
        case retry
        /// Give the client this answer; nothing has gone to it yet. The failure is the outcome.
        case answer(Answer, ExchangeFailure)
        /// The client has had a part of the response: cut its connection. The failure is the outcome.
        case cut(ExchangeFailure)
        /// The response is complete.
        case finish
    }

    private enum Sending {
        case arriving, ended, stopped
    }
    private enum Receiving {
        case nothing, head, ended, switched
    }

    /// The request as the client sent it.
    let request: RequestHead
    /// Who is asked.
    private(set) var origin: Origin
    /// The copy of the request's body.
    var requestTap: BodyTap
    /// The request's trailers.
    var requestTrailers: FieldSection = []
    /// The copy of the response's body.
    var responseTap: BodyTap
    /// The response's trailers.
    var responseTrailers: FieldSection = []
    /// Bytes that passed after a switch.
    var upgrade: Exchange.Upgrade?
    private(set) var marks: TimeMarks
    private(set) var phase = ExchangeFailure.Phase.requestHead
    private(set) var response: ResponseHead?
    private(set) var upstreamAddress: String?
    private(set) var upstreamTLS: TLSFacts?
    private var interim: [Int] = []
    private var sending = Sending.arriving
    private var receiving = Receiving.nothing
    private var isReused = false
    private var hasRetried = false
    private(set) var isOver = false

    /// An exchange whose head has just come.
    init(request: RequestHead, origin: Origin, tapLimit: Int, startedAt: UInt64) {
        (self.request, self.origin) = (request, origin)
        requestTap = BodyTap(limit: tapLimit)
        responseTap = BodyTap(limit: tapLimit)
        marks = TimeMarks(started: startedAt)
    }

    /// Whether the whole request has passed.
    var hasWholeRequest: Bool { sending == .ended }

    /// Names who is asked, once a policy has said so.
    mutating func setOrigin(_ origin: Origin) { self.origin = origin }

    /// Takes note of what happened at a time (nanoseconds of uptime) and says what is to be done.
    mutating func handle(_ event: Event, at now: UInt64) -> Action {
        guard !isOver else { return .nothing }
        switch event {
        case .connecting:
            phase = .connect
            marks.connecting = now
        case .connected(let address):
            (upstreamAddress, marks.connected) = (address, now)
            phase = origin.scheme == .https ? .upstreamHandshake : sendingPhase
        case .secured(let facts):
            (upstreamTLS, marks.secured) = (facts, now)
            phase = sendingPhase
        case .reused(let address, let tls):
            (upstreamAddress, upstreamTLS, isReused) = (address, tls, true)
            phase = sendingPhase
        case .requestEnded: return requestEnded(now)
        case .requestStopped:
            if sending == .arriving { sending = .stopped }
            return finishIfComplete(now)
        case .interim(let status): interim.append(status)
        case .responseHead(let head):
            (response, receiving, phase) = (head, .head, .receive)
            marks.firstResponseByte = now
        case .responseEnded:
            receiving = .ended
            return finishIfComplete(now)
        case .switched(let name):
            (receiving, phase) = (.switched, .tunnel)
            upgrade = Exchange.Upgrade(name: name)
        case .tunnelEnded:
            (receiving, sending) = (.ended, .ended)
            return finishIfComplete(now)
        case .failed(let fault): return failed(fault, now)
        }
        return .nothing
    }

    private var sendingPhase: ExchangeFailure.Phase { sending == .ended ? .wait : .send }

    private mutating func requestEnded(_ now: UInt64) -> Action {
        sending = .ended
        marks.requestEnded = now
        if phase == .send || phase == .requestHead { phase = .wait }
        return finishIfComplete(now)
    }

    private mutating func finishIfComplete(_ now: UInt64) -> Action {
        guard receiving == .ended, sending != .arriving else { return .nothing }
        isOver = true
        marks.ended = now
        return .finish
    }

    private mutating func failed(_ fault: Fault, _ now: UInt64) -> Action {
        if fault.isStaleConnection, isReused, !hasRetried, receiving == .nothing, interim.isEmpty, isRepeatable {
            (hasRetried, isReused) = (true, false)
            return .retry
        }
        if receiving == .ended {
            // The response is complete: what breaks now only ends an upload that nobody waits for any more.
            sending = .stopped
            return finishIfComplete(now)
        }
        isOver = true
        marks.ended = now
        var phase = phase
        if case .unresolved = fault { phase = .resolve }
        let rescue = Rescue(origin: origin, phase: phase)
        let failure = rescue.failure(fault)
        return receiving == .nothing ? .answer(rescue.answer(fault), failure) : .cut(failure)
    }

    /// Whether sending the request twice does no more than sending it once (RFC 9110 §9.2.2), and nothing of its body is gone.
    private var isRepeatable: Bool {
        guard requestTap.length == 0 else { return false }
        return ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"].contains(request.method)
    }

    /// The response so far.
    var partialResponse: Exchange.Response? {
        guard let response else { return nil }
        return Exchange.Response(
            head: response,
            body: responseTap.captured,
            trailers: responseTrailers,
            interim: interim
        )
    }
}
