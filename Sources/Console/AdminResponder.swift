public import Model

/// The admin API: one table of endpoints. Reads through the protocols it is given and changes nothing.
public final class AdminResponder: Sendable {
    private let endpoints: [Endpoint]

    /// The API over these sources.
    ///
    /// - Parameters:
    ///   - release: what `/health` calls this program's version.
    ///   - clock: dates the checks.
    public init(
        release: String,
        deliveries: any DeliverySource,
        misses: any MissSource,
        metrics: any MetricsSource,
        health: any HealthSource,
        clock: WallClock = .system
    ) {
        endpoints =
            HealthEndpoints(release: release, source: health, clock: clock).table
            + MetricsEndpoint(release: release, source: metrics).table
            + CallbackEndpoints(source: deliveries).table
            + MissEndpoints(source: misses).table
    }

    /// Whether the path belongs to the admin API, whatever the method: what decides in `serve` who owns it.
    public func owns(_ target: String) -> Bool {
        let path = RequestTarget(target).path
        return endpoints.contains { $0.path.match(path) != nil }
    }

    /// Answers a request: most at once and on this thread, `POST /api/v1/callbacks/await` later, on another.
    ///
    /// HEAD is answered as GET; the data plane leaves the content out. Every answer carries `X-Request-Id`.
    ///
    /// - Parameter done: called exactly once.
    public func respond(to request: IncomingRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        let target = RequestTarget(request.head.target)
        let id = request.id
        let finish: @Sendable (Answer) -> Void = { answer in
            var answer = answer
            answer.fields.append("X-Request-Id", id.description)
            done(answer)
        }
        let here = endpoints.compactMap { endpoint in endpoint.path.match(target.path).map { (endpoint, $0) } }
        guard !here.isEmpty else {
            let paths = Set(endpoints.map(\.path.text)).sorted().joined(separator: ", ")
            return finish(.refusal(404, "not_found", "no endpoint \(target.path); there are \(paths)", id))
        }
        let method = request.head.method == "HEAD" ? "GET" : request.head.method
        guard let (endpoint, holes) = here.first(where: { $0.0.method == method }) else {
            let allowed = here.map(\.0.method).joined(separator: ", ")
            var answer = Answer.refusal(405, "method_not_allowed", "\(target.path) takes \(allowed), not \(method)", id)
            answer.fields.append("Allow", allowed)
            return finish(answer)
        }
        endpoint.handler(AdminRequest(request, target: target, holes: holes), finish)
    }
}
