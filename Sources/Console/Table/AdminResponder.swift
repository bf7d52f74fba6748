public import Model

/// The admin API: one table of endpoints, worked on one after the other on a thread of its own.
public final class AdminResponder: Sendable {
    /// How long a request's body may be unless told otherwise, in bytes: 5 MiB, as Mockarty has it.
    public static let usualBodyLimit = 5 << 20

    /// How long a request's body may be, in bytes. Who hands requests over should not collect more than that.
    public let bodyLimit: Int
    let table: EndpointTable
    let queue: AdminQueue
    private let entrance: Entrance

    /// Who comes in, and what is noted of it.
    struct Entrance: Sendable {
        /// Keeps web pages out; nil where tokens do.
        var origins: WebOriginGuard?
        var admission: any Admission = LocalAdmission()
        /// Nil where nothing is noted.
        var trail: AuditTrail?
    }

    init(
        _ endpoints: [Endpoint],
        bodyLimit: Int = usualBodyLimit,
        queue: AdminQueue = AdminQueue(),
        entrance: Entrance
    ) {
        (table, self.bodyLimit, self.queue) = (EndpointTable(endpoints), bodyLimit, queue)
        self.entrance = entrance
    }

    /// The API of a replay run: what happened and the state that answers come from; the mocks stay as they are.
    ///
    /// - Parameters:
    ///   - release: what `/health` calls this program's version.
    ///   - journal: the requests that were answered; nil leaves its endpoints out.
    ///   - state: stores, clock and runs; nil leaves their endpoints out.
    ///   - origins: which web pages may drive it.
    ///   - clock: dates the checks.
    public convenience init(
        release: String,
        deliveries: any DeliverySource,
        misses: any MissSource,
        metrics: any MetricsSource,
        health: any HealthSource,
        journal: (any JournalServing)? = nil,
        state: (any StateServing)? = nil,
        origins: WebOriginGuard = WebOriginGuard(),
        clock: WallClock = .system
    ) {
        let queue = AdminQueue()
        var endpoints = HealthEndpoints(release: release, source: health, clock: clock).table
        endpoints += MetricsEndpoint(release: release, source: metrics).table
        endpoints += CallbackEndpoints(source: deliveries, canForget: false).table.in(.callbacks)
        endpoints += CallbackActionEndpoints(source: deliveries).table.in(.callbacks)
        endpoints += CallbackAssertEndpoint(source: deliveries, queue: queue).table.in(.callbacks)
        endpoints += MissEndpoints(source: misses).table.in(.undefinedRequests)
        if let journal {
            endpoints += JournalEndpoints(journal: journal).table.in(.requests)
            endpoints += VerificationEndpoints(journal: journal).table.in(.requests)
        }
        if let state {
            endpoints += StoreEndpoints(state: state).table.in(.state)
            endpoints += ClockEndpoints(state: state, clock: clock).table.in(.state)
            endpoints += RunEndpoints(state: state, journal: journal).table.in(.state)
        }
        endpoints += DescriptionEndpoints(release: release).table
        self.init(endpoints, queue: queue, entrance: Entrance(origins: origins))
    }

    /// Whether the path belongs to the admin API, whatever the method: what decides in `serve` who owns it.
    public func owns(_ target: String) -> Bool { table.owns(target) }

    /// Answers a request, on another thread.
    ///
    /// HEAD is answered as GET; the data plane leaves the content out. Every answer carries `X-Request-Id`.
    ///
    /// - Parameter done: called exactly once, from any thread.
    public func respond(to request: IncomingRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        let finish: @Sendable (Answer) -> Void = { answer in
            var answer = answer
            answer.fields.append("X-Request-Id", request.id.description)
            done(answer)
        }
        queue.run { self.answer(request, finish) }
    }

    private func answer(_ request: IncomingRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        guard let origins = entrance.origins else { return route(request, done) }
        do throws(Refusal) { try origins.check(request) } catch { return done(.refusal(error, request.id)) }
        guard let page = CrossOrigin(request, origins) else { return route(request, done) }
        if CrossOrigin.isPreflight(request) { return done(page.preflight(request)) }
        route(request) { done(page.marked($0)) }
    }

    private func route(_ request: IncomingRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        let target = RequestTarget(request.head.target)
        let method = request.head.method == "HEAD" ? "GET" : request.head.method
        switch table.destination(method, target.path) {
        case .endpoint(let endpoint, let holes):
            do throws(Refusal) { try enter(request, endpoint, target, holes, done) } catch {
                done(.refusal(error, request.id))
            }
        case .otherMethods(let methods):
            let allowed = methods.joined(separator: ", ")
            let reason = "\(target.path) takes \(allowed), not \(method)"
            var answer = Answer.refusal(405, "method_not_allowed", reason, request.id)
            answer.fields.append("Allow", allowed)
            done(answer)
        case .nothing:
            done(.refusal(.missing("no endpoint \(target.path); docs/api.md lists them"), request.id))
        }
    }

    /// Finds out who calls, and lets those in who may.
    private func enter(
        _ incoming: IncomingRequest,
        _ endpoint: Endpoint,
        _ target: RequestTarget,
        _ holes: [String: String],
        _ done: @escaping @Sendable (Answer) -> Void
    ) throws(Refusal) {
        let caller = endpoint.role == .anyone ? .nobody : try entrance.admission.caller(of: incoming)
        var request = AdminRequest(incoming, target: target, holes: holes, table: table, from: caller)
        do throws(Refusal) { request.admitted = try endpoint.admitted(caller, with: request) } catch {
            return noting(endpoint, request, target, done)(.refusal(error, incoming.id))
        }
        let finish = noting(endpoint, request, target, done)
        guard request.body.count <= bodyLimit else { return finish(.refusal(tooLong, incoming.id)) }
        endpoint.handler(request, finish)
    }

    /// Goes on with the answer after it was noted who did what; what nobody did who is known, or what changes nothing, is
    /// not noted.
    private func noting(
        _ endpoint: Endpoint,
        _ request: AdminRequest,
        _ target: RequestTarget,
        _ done: @escaping @Sendable (Answer) -> Void
    ) -> @Sendable (Answer) -> Void {
        guard let trail = entrance.trail, endpoint.isNoted, request.caller.rank > .anyone else { return done }
        return { [queue] answer in
            queue.run {
                trail.note(endpoint.name, target.path, request, answer.status)
                done(answer)
            }
        }
    }

    private var tooLong: Refusal {
        Refusal(status: 413, code: "too_large", reason: "the body is longer than \(bodyLimit) bytes; send less at once")
    }
}
