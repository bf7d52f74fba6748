internal import GRDB
internal import Glibc

/// An open database file: one writing connection and some reading ones, in WAL mode, so that readers never wait for a
/// recorder.
public final class DatabaseFile: Sendable {
    /// What the file is opened for.
    public enum Purpose: Sendable {
        /// Looks at a file that exists. Nothing is written, unless its schema is older than ours and must be brought up.
        case reading
        /// Changes a file that exists.
        case updating
        /// Changes a file, and makes it when it does not exist.
        case creating
    }

    /// Where the file is, as it was named.
    public let path: String
    private let connections: any DatabaseWriter

    /// Opens the file, checks that it is ours, and brings its schema up to ours.
    ///
    /// - Throws: before anything of a file that is not ours was changed.
    public init(path: String, for purpose: Purpose) throws(StorageError) {
        self.path = path
        try Self.checkPath(path, for: purpose)
        let version = try Self.checkedVersion(of: path)
        if purpose == .reading, version == Schema.version {
            connections = try Self.translating(path) { try DatabaseQueue(path: path, configuration: .readOnly) }
        } else {
            connections = try Self.translating(path) {
                let pool = try DatabasePool(path: path, configuration: .readWrite)
                try pool.barrierWriteWithoutTransaction { try Schema.migrate($0) }
                return pool
            }
        }
    }

    /// Moves what is in the write-ahead log into the file and closes all connections. Call it once, after the last use;
    /// a process that ends without it loses nothing.
    public func close() throws(StorageError) {
        try Self.translating(path) { try connections.close() }
    }

    /// Moves what is in the write-ahead log into the file, so that the file alone is a copy of all that was committed.
    ///
    /// - Throws: `locked` when a reader is in the way; nothing is lost then.
    public func checkpoint() throws(StorageError) {
        try Self.translating(path) {
            _ = try connections.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        }
    }

    /// Runs the body on a reading connection, in one transaction.
    func read<Result>(_ body: (Database) throws -> Result) throws(StorageError) -> Result {
        try Self.translating(path) { try connections.read(body) }
    }

    /// Runs the body on the writing connection, in one transaction that is committed when the body returns.
    func write<Result>(_ body: (Database) throws -> Result) throws(StorageError) -> Result {
        try Self.translating(path) { try connections.write(body) }
    }

    /// Runs the body on the writing connection, in one transaction that does not check references: for taking away rows of
    /// which the body knows that nothing refers to them, where the check would go through every table for each.
    func withoutReferences(_ body: (Database) throws -> Void) throws(StorageError) {
        try write(setting: "foreign_keys", to: "OFF", then: "ON", body)
    }

    /// Runs the body on the writing connection, in one transaction that does not check words against lists: for many rows
    /// whose words come from enums, where each list would be put into a table of its own for each row.
    func withoutListChecks(_ body: (Database) throws -> Void) throws(StorageError) {
        try write(setting: "ignore_check_constraints", to: "ON", then: "OFF", body)
    }

    /// Runs the body on the writing connection, in one transaction around which a pragma has another value.
    private func write(
        setting pragma: String,
        to value: String,
        then usual: String,
        _ body: (Database) throws -> Void
    ) throws(StorageError) {
        try Self.translating(path) {
            try connections.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA \(pragma) = \(value)")
                defer { try? database.execute(sql: "PRAGMA \(pragma) = \(usual)") }
                try database.inTransaction(.immediate) {
                    try body(database)
                    return .commit
                }
            }
        }
    }

    /// Runs the body on the writing connection, outside a transaction and with no reader beside it.
    func onWritingConnection<Result>(_ body: (Database) throws -> Result) throws(StorageError) -> Result {
        try Self.translating(path) { try connections.barrierWriteWithoutTransaction(body) }
    }

    static func translating<Result>(_ path: String, _ body: () throws -> Result) throws(StorageError) -> Result {
        do { return try body() } catch { throw StorageError(error, path: path) }
    }

    /// SQLite says "unable to open" for all of these; a person needs to know which.
    private static func checkPath(_ path: String, for purpose: Purpose) throws(StorageError) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFREG else { throw .notADatabase(path: path) }
            let mode = purpose == .reading ? R_OK : R_OK | W_OK
            guard access(path, mode) == 0 else {
                throw .notAllowed(path: path, reason: String(cString: strerror(errno)))
            }
            return
        }
        guard errno == ENOENT else { throw .notAllowed(path: path, reason: String(cString: strerror(errno))) }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard access(folder, F_OK) == 0 else { throw .folderMissing(path: path) }
        guard purpose == .creating else { throw .missing(path: path) }
        guard access(folder, W_OK) == 0 else {
            throw .notAllowed(path: path, reason: "its folder may not be written")
        }
    }

    /// The file's schema version, 0 for a new or empty file. Looks through a connection that cannot write.
    private static func checkedVersion(of path: String) throws(StorageError) -> Int {
        var status = stat()
        guard stat(path, &status) == 0, status.st_size > 0 else { return 0 }
        return try translating(path) {
            let queue = try DatabaseQueue(path: path, configuration: .readOnly)
            defer { try? queue.close() }
            return try queue.read { try Schema.checkedVersion(of: $0, path: path) }
        }
    }
}

extension Configuration {
    /// How long a connection waits for another process's lock, in seconds. A recorder's commit takes milliseconds.
    private static let patience = 5.0

    static var readOnly: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(patience)
        return configuration
    }

    fileprivate static var readWrite: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        configuration.prepareDatabase { database in
            // A checkpoint every 16 MiB of log: bodies come in by the megabyte.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            // The index of bodies is written all over, since hashes are random: 16 MiB keep it in memory.
            try database.execute(sql: "PRAGMA cache_size = -16384")
        }
        return configuration
    }
}
