import GRDB
import Logging
import Model
import Storage
import Synchronization
import TestSupport

@testable import Console

/// The admin API of `serve` over a real database and fakes of all that it drives.
final class Served {
    let engine: FakeEngine
    let state = FakeState()
    let journal = FakeJournal()
    let misses = FakeMisses()
    let outside = FakeOutside()
    let secrets = FakeSecrets()
    let recorder: FakeRecorder
    let analysis: FakeAnalysis
    let roots = FakeRoots()
    let backups: FakeBackups
    let feed = RecorderFeed()
    let credentials = TestCredentials()
    let sources = Sources()
    let time = TestTime(start)
    let console: ServeConsole
    let parts: ServeParts
    let endpoints: [Endpoint]
    let report: ServeConsole.LoadReport
    let folder: TemporaryFolder
    let database: DatabaseFile
    private let hasAccounts: Bool

    static let start = Timestamp(seconds: 1_700_000_000)

    /// - Parameters:
    ///   - folder: where the database is, to open one of another instance again.
    ///   - hasAccounts: whether users must say who they are.
    init(
        in folder: TemporaryFolder? = nil,
        bodyLimit: Int = 1 << 20,
        engine: FakeEngine = FakeEngine(),
        hasAccounts: Bool = false
    ) throws {
        (self.engine, self.hasAccounts) = (engine, hasAccounts)
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        database = try DatabaseFile(path: folder.path("mocks.db"), for: .creating)
        (recorder, analysis) = (FakeRecorder(database), FakeAnalysis(database))
        backups = FakeBackups(folder: folder.path("backups"))
        let services = ConsoleServices(
            engine: engine,
            state: state,
            journal: journal,
            misses: misses,
            templates: outside,
            outgoing: outside,
            importer: outside,
            events: outside,
            deliveries: sources,
            secrets: secrets,
            recorder: RecorderServices(sessions: recorder, analysis: analysis, roots: roots, feed: feed),
            backups: backups,
            metrics: sources,
            health: sources
        )
        let numbers = Mutex(0)
        let clock = WallClock { [time] in time.now }
        parts = ServeParts(
            release: "1.2.3",
            database: database,
            services: services,
            access: ConsoleAccess(
                mode: hasAccounts ? .accounts : .local(WebOriginGuard()),
                credentials: credentials,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ),
            clock: clock,
            identifiers: Identifiers {
                let number = numbers.withLock { count in
                    count += 1
                    return count
                }
                return "new-\(number)"
            }
        )
        endpoints = parts.endpoints
        console = ServeConsole(parts, bodyLimit: bodyLimit)
        report = try console.load()
    }

    /// Another instance over the same file, as after a restart.
    ///
    /// - Parameter prepare: what to do with its engine before it loads.
    func restarted(_ prepare: (FakeEngine) -> Void = { _ in }) throws -> Served {
        try database.close()
        let engine = FakeEngine()
        prepare(engine)
        return try Served(in: folder, engine: engine, hasAccounts: hasAccounts)
    }

    /// Does something while the database takes neither mocks nor namespaces, as when its disk is full.
    func whileNothingCanBeWritten<Result>(_ body: () -> Result) throws -> Result {
        let other = try DatabaseQueue(path: folder.path("mocks.db"))
        let tables = ["mocks", "namespaces"]
        try other.write { database in
            for table in tables {
                let refusal = "BEFORE INSERT ON \(table) BEGIN SELECT RAISE(ABORT, 'no room'); END"
                try database.execute(sql: "CREATE TRIGGER no_\(table) \(refusal)")
            }
        }
        defer { try? other.write { for table in tables { try $0.execute(sql: "DROP TRIGGER no_\(table)") } } }
        return body()
    }

    /// Notes uses in the database, as the server does now and then.
    func noteUses(of id: String, _ count: Int, at last: Timestamp) throws {
        try MockStore(database).noteUses([(MockID(rawValue: id), count, last)])
    }

    func answer(_ method: String, _ target: String, _ body: [UInt8]? = nil, _ fields: FieldSection = []) -> Answer {
        var request = AdminAPI.request(method, target)
        request.body = body
        request.head.fields = fields
        let box = AnswerBox()
        console.respond(to: request) { box.append($0) }
        return box.wait() ?? Answer(status: 0)
    }

    /// The status and the JSON of an answer.
    func json(
        _ method: String,
        _ target: String,
        _ body: JSON? = nil,
        fields: FieldSection = []
    ) -> (status: Int, body: JSON) {
        let answer = answer(method, target, body?.serialized(), fields)
        return (answer.status, (try? JSON.parse(answer.body)) ?? .null)
    }

    /// Stores a mock; gives its id.
    @discardableResult
    func create(_ id: String?, route: String = "/orders", _ more: JSONObject = [:]) -> String {
        var object: JSONObject = [
            "http": ["route": .string(route), "httpMethod": "GET"], "response": ["payload": "x"],
        ]
        object["id"] = id.map { .string($0) }
        for member in more.members { object[member.name] = member.value }
        return json("POST", "/api/v1/mocks", .object(object)).body["id"]?.string ?? ""
    }
}

/// A clock that a test moves.
final class TestTime: Sendable {
    private let instant: Mutex<Timestamp>

    init(_ instant: Timestamp) { self.instant = Mutex(instant) }

    var now: Timestamp { instant.withLock { $0 } }

    func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}
