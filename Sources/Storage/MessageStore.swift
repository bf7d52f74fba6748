internal import GRDB
public import Model

/// Reads the observed messages of a file.
public struct MessageStore: Sendable {
    private let file: DatabaseFile

    /// The messages of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// The message of this id with its content, or nil.
    public func message(_ id: ExchangeID) throws(StorageError) -> StoredMessage? {
        try file.read { database in
            let statement = try database.cachedStatement(sql: MessageRow.selection(hasBodies: true) + " WHERE m.id = ?")
            return try Row.fetchOne(statement, arguments: [id.rawValue]).map(MessageRow.message)
        }
    }

    /// The message of this id with its content; nil when the recording does not hold it.
    public func message(_ id: ExchangeID, of recording: RecordingID) throws(StorageError) -> StoredMessage? {
        try file.read { database in
            let statement = try database.cachedStatement(
                sql: MessageRow.selection(hasBodies: true) + " WHERE m.id = ? AND m.recording_id = ?"
            )
            return try Row.fetchOne(statement, arguments: [id.rawValue, recording.rawValue]).map(MessageRow.message)
        }
    }

    /// All messages of a recording in the order of their ids.
    public func all(of recording: RecordingID) throws(StorageError) -> [ObservedMessage] {
        try messages(of: recording, hasBodies: true)
    }

    /// The same without their content, of which only the length is known.
    public func heads(of recording: RecordingID) throws(StorageError) -> [ObservedMessage] {
        try messages(of: recording, hasBodies: false)
    }

    private func messages(of recording: RecordingID, hasBodies: Bool) throws(StorageError) -> [ObservedMessage] {
        try file.read { database in
            let statement = try database.cachedStatement(
                sql: MessageRow.selection(hasBodies: hasBodies) + " WHERE m.recording_id = ? ORDER BY m.id"
            )
            let rows = try Row.fetchCursor(statement, arguments: [recording.rawValue])
            return try Array(rows.map { MessageRow.message($0).message })
        }
    }
}
