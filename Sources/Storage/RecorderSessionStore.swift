internal import GRDB
public import Model

/// A recording that is made over the API, started and stopped as often as wanted.
public struct StoredSession: Sendable, Hashable {
    /// Its name for programs, unique over all namespaces.
    public var id: String
    /// Whose session it is.
    public var namespace: String
    /// Its name for people.
    public var name: String
    /// What it records into; nil before it was first started.
    public var recording: RecordingID?
    /// Where it listens and what it keeps, as it was sent.
    public var settings: JSONObject
    /// What is done to traffic that passes, as it was sent.
    public var modifications: JSONObject
    /// When it was made.
    public var createdAt: Timestamp
    /// When it was last started.
    public var startedAt: Timestamp?
    /// When it was last stopped.
    public var stoppedAt: Timestamp?

    /// A session that was not started yet.
    public init(
        id: String,
        namespace: String,
        name: String,
        settings: JSONObject,
        modifications: JSONObject = JSONObject(),
        createdAt: Timestamp
    ) {
        (self.id, self.namespace, self.name) = (id, namespace, name)
        (self.settings, self.modifications, self.createdAt) = (settings, modifications, createdAt)
    }
}

/// The sessions of a file.
public struct RecorderSessionStore: Sendable {
    private let file: DatabaseFile

    /// The sessions of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All sessions, the oldest first.
    public func all() throws(StorageError) -> [StoredSession] {
        try file.read { try rows($0, where: "1") }
    }

    /// The session of this id, or nil.
    public func session(_ id: String) throws(StorageError) -> StoredSession? {
        try file.read { try rows($0, where: "id = ?", [text(id)]).first }
    }

    /// Adds a session, or replaces the one of its id, which keeps its place.
    public func save(_ session: StoredSession) throws(StorageError) {
        try file.write { database in
            try database.cachedStatement(
                sql: """
                    INSERT INTO recorder_sessions
                    (id, namespace, name, recording_id, settings, modifications, created_at, started_at, stopped_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET namespace = excluded.namespace, name = excluded.name,
                    recording_id = excluded.recording_id, settings = excluded.settings,
                    modifications = excluded.modifications, started_at = excluded.started_at,
                    stopped_at = excluded.stopped_at
                    """
            )
            .execute(
                arguments: [
                    text(session.id), text(session.namespace), text(session.name), session.recording?.rawValue,
                    Self.written(session.settings), Self.written(session.modifications),
                    session.createdAt.nanoseconds, session.startedAt?.nanoseconds, session.stoppedAt?.nanoseconds,
                ]
            )
        }
    }

    /// Takes a session away, with what it recorded.
    public func remove(_ id: String) throws(StorageError) {
        try file.write { database in
            let session = try rows(database, where: "id = ?", [text(id)]).first
            try database.execute(sql: "DELETE FROM recorder_sessions WHERE id = ?", arguments: [text(id)])
            guard let recording = session?.recording else { return }
            try database.execute(sql: "DELETE FROM recordings WHERE id = ?", arguments: [recording.rawValue])
        }
    }

    private func rows(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments = []
    ) throws -> [StoredSession] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, namespace, name, recording_id, settings, modifications, created_at, started_at, stopped_at
                FROM recorder_sessions WHERE \(condition) ORDER BY position
                """
        )
        return try Row.fetchAll(statement, arguments: arguments)
            .map { row in
                var session = StoredSession(
                    id: row.text(0),
                    namespace: row.text(1),
                    name: row.text(2),
                    settings: row.object(4),
                    modifications: row.object(5),
                    createdAt: row.instant(6)
                )
                session.recording = (row[3] as Int64?).map(RecordingID.init(rawValue:))
                (session.startedAt, session.stoppedAt) = (row.optionalInstant(7), row.optionalInstant(8))
                return session
            }
    }

    static func written(_ object: JSONObject) -> String {
        String(decoding: JSON.object(object).serialized(), as: UTF8.self)
    }
}

extension Row {
    /// An object as JSON; an empty one for what is none.
    func object(_ index: Int) -> JSONObject {
        guard let text = self[index] as String?, let object = try? JSON.parse(text).object else { return JSONObject() }
        return object
    }
}
