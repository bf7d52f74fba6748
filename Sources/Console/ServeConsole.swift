public import Model
public import Storage

/// The admin API of `understudy serve`: all about mocks and what happens with them, over one database.
///
/// `load` comes first and once. Then `respond` may be called from any thread; the work is done on a thread of its own, and
/// what an answer says was stored is in the database.
public final class ServeConsole: Sendable {
    private let responder: AdminResponder
    private let catalogue: MockCatalogue
    private let events: EventWebhooks
    private let services: ConsoleServices

    /// What a start found in the database.
    public struct LoadReport: Sendable {
        /// How many mocks are served.
        public var served: Int
        /// Those that are not, and why; they stay in the database.
        public var failures: [(id: MockID, reason: String)]
    }

    /// The API over a database that was opened for creating.
    ///
    /// - Parameters:
    ///   - release: what `/health` calls this program's version.
    ///   - bodyLimit: how long a request's body may be, in bytes.
    ///   - clock: dates what is stored; lives of mocks are counted by `services.state`'s clock.
    public convenience init(
        release: String,
        database: DatabaseFile,
        services: ConsoleServices,
        bodyLimit: Int = AdminResponder.usualBodyLimit,
        clock: WallClock = .system
    ) {
        self.init(
            release: release,
            database: database,
            services: services,
            bodyLimit: bodyLimit,
            clock: clock,
            identifiers: .random
        )
    }

    init(
        release: String,
        database: DatabaseFile,
        services: ConsoleServices,
        bodyLimit: Int,
        clock: WallClock,
        identifiers: Identifiers
    ) {
        self.services = services
        events = EventWebhooks(store: EventWebhookStore(database), sender: services.events, clock: clock)
        catalogue = MockCatalogue(store: MockStore(database), engine: services.engine, events: events, clock: clock)
        var endpoints = HealthEndpoints(release: release, source: services.health, clock: clock).table
        endpoints += MetricsEndpoint(release: release, source: services.metrics).table
        endpoints += CallbackEndpoints(source: services.deliveries).table
        endpoints += MockEndpoints(catalogue: catalogue, state: services.state, identifiers: identifiers).table
        responder = AdminResponder(endpoints, bodyLimit: bodyLimit)
    }

    /// Serves what the database holds. Blocks; call it before the first request.
    public func load() throws(StorageError) -> LoadReport {
        try events.load()
        let (served, failures) = try catalogue.load()
        return LoadReport(served: served, failures: failures.map { ($0.0, $0.1.description) })
    }

    /// How long a request's body may be, in bytes. Who hands requests over should not collect more than that.
    public var bodyLimit: Int { responder.bodyLimit }

    /// Whether the path belongs to the admin API, whatever the method. Most targets are told without an allocation.
    public func owns(_ target: String) -> Bool { responder.owns(target) }

    /// Answers a request, on another thread.
    ///
    /// HEAD is answered as GET; the data plane leaves the content out. Every answer carries `X-Request-Id`.
    ///
    /// - Parameter done: called exactly once, from any thread.
    public func respond(to request: IncomingRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        responder.respond(to: request, done)
    }

    /// Writes down how often mocks have answered, so that a later start goes on counting. Call it now and then and at the
    /// end.
    ///
    /// - Parameter done: called once, from another thread, with what went wrong.
    public func noteUses(_ done: @escaping @Sendable (StorageError?) -> Void = { _ in }) {
        responder.queue.run { [catalogue] in
            do throws(StorageError) {
                try catalogue.noteUses()
                done(nil)
            } catch {
                done(error)
            }
        }
    }
}
