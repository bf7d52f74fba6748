internal import Logging
public import Model
public import Storage

/// The admin API of `understudy serve`: all about mocks and what happens with them, over one database.
///
/// `load` comes first and once. Then `respond` may be called from any thread; the work is done on a thread of its own, and
/// what an answer says was stored is in the database.
public final class ServeConsole: Sendable {
    private let responder: AdminResponder
    private let parts: ServeParts

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
    ///   - access: who may come in.
    ///   - bodyLimit: how long a request's body may be, in bytes.
    ///   - clock: dates what is stored; lives of mocks are counted by `services.state`'s clock.
    public convenience init(
        release: String,
        database: DatabaseFile,
        services: ConsoleServices,
        access: ConsoleAccess,
        bodyLimit: Int = AdminResponder.usualBodyLimit,
        clock: WallClock = .system
    ) {
        let parts = ServeParts(
            release: release,
            database: database,
            services: services,
            access: access,
            clock: clock,
            identifiers: .random
        )
        self.init(parts, bodyLimit: bodyLimit)
    }

    init(_ parts: ServeParts, bodyLimit: Int) {
        self.parts = parts
        responder = AdminResponder(
            parts.endpoints,
            bodyLimit: bodyLimit,
            queue: parts.queue,
            entrance: parts.access.entrance
        )
    }

    /// Serves what the database holds. Blocks; call it before the first request.
    public func load() throws(StorageError) -> LoadReport {
        parts.backups.folder.sweep()
        try parts.access.load()
        try parts.jobs.load()
        return try parts.load()
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

    /// Stores mocks that did not come over the API, as those of a file that `serve` was started with; one of the same id is
    /// replaced, one that is the same already goes on as it is. Blocks; call it after `load` and before the first request.
    ///
    /// - Parameter namespace: that of mocks which name none.
    /// - Throws: the first one that cannot be served; then none is stored.
    public func add(_ mocks: [Mock], namespace: String = "default") throws(MockRefusal) {
        let input = MockInput(namespace: namespace, now: parts.services.state.clock.now, identifiers: parts.identifiers)
        do throws(Refusal) {
            let drafts = try input.drafts(mocks.map(\.json))
            let new = drafts.filter { !parts.catalogue.serves($0.mock) }
            _ = try parts.catalogue.save(new, by: .server)
        } catch {
            throw MockRefusal(reason: error.reason)
        }
    }
}

extension ServeConsole {
    /// Whether there is an admin who can log in.
    public var hasAdmin: Bool { parts.access.accounts.users.contains { $0.isAdmin && $0.disabledAt == nil } }

    /// Makes the first admin. Blocks for as long as hashing a password takes; call it after `load`.
    ///
    /// - Throws: what is wrong with login or password.
    public func addFirstAdmin(login: String, password: String) throws(AccountRefusal) {
        do throws(Refusal) { try parts.access.addFirstAdmin(login: login, password: password) } catch {
            throw AccountRefusal(reason: error.reason)
        }
    }

    /// Runs jobs when they are due, from now on.
    public func startJobs() { parts.startJobs() }
}

/// Why an account is not made.
public struct AccountRefusal: Error, Sendable, Hashable {
    /// In words for the one who wanted it.
    public var reason: String
}

/// Why mocks are not served.
public struct MockRefusal: Error, Sendable, Hashable {
    /// In words for the one who wrote them.
    public var reason: String
}
