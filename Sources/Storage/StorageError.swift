internal import GRDB

/// Why a database could not be used. Each case's text names the file, the reason and the way out.
public enum StorageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no such file.
    case missing(path: String)
    /// The folder that the file should be in does not exist.
    case folderMissing(path: String)
    /// The file, or its folder, may not be read or written.
    case notAllowed(path: String, reason: String)
    /// The file is no SQLite database.
    case notADatabase(path: String)
    /// The file is a database of another program.
    case foreign(path: String, evidence: String)
    /// The file was written by a newer Understudy.
    case newerSchema(path: String, found: Int, known: Int)
    /// Another process holds the database's lock for longer than we wait.
    case locked(path: String)
    /// Another process that lives writes a recording to this file.
    case beingWritten(path: String, recording: String, process: Int)
    /// No recording has this name.
    case unknownRecording(name: String, known: [String])
    /// The database holds no recording at all.
    case noRecordings(path: String)
    /// The name is taken.
    case recordingExists(name: String)
    /// The disk, or the room that the file may take, is full.
    case full(path: String)
    /// The file is damaged.
    case damaged(path: String, reason: String)
    /// Anything else that SQLite refused.
    case failed(path: String, reason: String)

    /// Names the thing, the reason and the way out.
    public var description: String {
        switch self {
        case .missing(let path):
            "the database \(path) does not exist; record into it first, or name another with --db"
        case .folderMissing(let path):
            "the database \(path) cannot be made because its folder does not exist; make the folder first"
        case .notAllowed(let path, let reason):
            "the database \(path) cannot be opened: \(reason); check the permissions of the file and its folder"
        case .notADatabase(let path):
            "\(path) is not an SQLite database; name another file with --db"
        case .foreign(let path, let evidence):
            "\(path) is a database of another program (\(evidence)) and was left as it is; name another file with --db"
        case .newerSchema(let path, let found, let known):
            """
            the database \(path) has schema version \(found), and this Understudy knows versions up to \(known); \
            use the Understudy that wrote it, or a newer one
            """
        case .locked(let path):
            "the database \(path) is locked by another process; wait until it is done, or end it"
        case .beingWritten(let path, let recording, let process):
            """
            process \(process) is still writing the recording "\(recording)" to \(path); stop it first, or record into \
            another file with --db
            """
        case .unknownRecording(let name, let known):
            "there is no recording \"\(name)\"; there are: \(known.joined(separator: ", "))"
        case .noRecordings(let path):
            "the database \(path) holds no recordings; run understudy record first"
        case .recordingExists(let name):
            "a recording \"\(name)\" exists already; name another with --recording"
        case .full(let path):
            "there is no room left for \(path); free some on its disk, or record into another file with --db"
        case .damaged(let path, let reason):
            "the database \(path) is damaged (\(reason)); sqlite3's .recover command saves what is readable"
        case .failed(let path, let reason):
            "the database \(path) failed: \(reason)"
        }
    }

    /// Whether the same may succeed at another time.
    public var mayPass: Bool {
        switch self {
        case .locked, .full: true
        default: false
        }
    }

    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self = (error as? StorageError) ?? .failed(path: path, reason: "\(error)")
            return
        }
        let reason = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_FULL: self = .full(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path)
        case .SQLITE_NOTADB: self = .notADatabase(path: path)
        case .SQLITE_CORRUPT: self = .damaged(path: path, reason: reason)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
            self = .notAllowed(path: path, reason: reason)
        default: self = .failed(path: path, reason: "\(reason) (SQLite code \(error.extendedResultCode.rawValue))")
        }
    }
}
