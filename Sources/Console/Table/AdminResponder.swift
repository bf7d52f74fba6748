public import Model

/// The admin API: one table of endpoints, worked on one after the other on a thread of its own.
public final class AdminResponder: Sendable {
    /// How long a request's body may be unless told otherwise, in bytes: 5 MiB, as Mockarty has it.
    public static let usualBodyLimit = 5 << 20

    /// How long a request's body may be, in bytes. Who hands requests over should not collect more than that.
    public let bodyLimit: Int
    let table: EndpointTable
    let queue: AdminQueue

    init(_ endpoints: [Endpoint], bodyLimit: Int = usualBodyLimit, queue: AdminQueue = AdminQueue()) {
        (table, self.bodyLimit, self.queue) = (EndpointTable(endpoints), bodyLimit, queue)
    }

    /// The API of a replay run: what happened and the state that answers come from; the mocks stay as they are.
    ///
    /// - Parameters:
    ///   - release: what `/health` calls this program's version.
    ///   - journal: the requests that were answered; nil leaves its endpoints out.
    ///   - state: stores, clock and runs; nil leaves their endpoints out.
    ///   - clock: dates the checks.
    public convenience init(
        release: String,
        deliveries: any DeliverySource,
        misses: any MissSource,
        metrics: any MetricsSource,
        health: any HealthSource,
        journal: (any JournalServing)? = nil,
        state: (any StateServing)? = nil,
        clock: WallClock = .system
    ) {
        let queue = AdminQueue()
        var endpoints = HealthEndpoints(release: release, source: health, clock: clock).table
        endpoints += MetricsEndpoint(release: release, source: metrics).table
        endpoints += CallbackEndpoints(source: deliveries, canForget: false).table
        endpoints += CallbackActionEndpoints(source: deliveries).table
        endpoints += CallbackAssertEndpoint(source: deliveries, queue: queue).table
        endpoints += MissEndpoints(source: misses).table
        if let journal {
            endpoints += JournalEndpoints(journal: journal).table
            endpoints += VerificationEndpoints(journal: journal).table
        }
        if let state {
            endpoints += StoreEndpoints(state: state).table
            endpoints += ClockEndpoints(state: state, clock: clock).table
            endpoints += RunEndpoints(state: state, journal: journal).table
        }
        endpoints += DescriptionEndpoints(release: release).table
        self.init(endpoints, queue: queue)
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
        let target = RequestTarget(request.head.target)
        let method = request.head.method == "HEAD" ? "GET" : request.head.method
        switch table.destination(method, target.path) {
        case .endpoint(let endpoint, let holes):
            guard (request.body?.count ?? 0) <= bodyLimit else { return done(.refusal(tooLong, request.id)) }
            endpoint.handler(AdminRequest(request, target: target, holes: holes, table: table), done)
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

    private var tooLong: Refusal {
        Refusal(status: 413, code: "too_large", reason: "the body is longer than \(bodyLimit) bytes; send less at once")
    }
}
