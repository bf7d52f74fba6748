internal import GRDB
internal import Glibc

/// Looks at a file that somebody else made before anything of it is used.
extension DatabaseFile {
    /// Checks that a file that nobody has open is one of our databases, whole, sound, and of a version that this build knows.
    ///
    /// - Returns: the version of its schema.
    /// - Throws: `notADatabase`, `foreign`, `newerSchema` or `damaged`, whose words say what is wrong.
    public static func check(_ path: String) throws(StorageError) -> Int {
        let head = try DatabaseHead(path)
        try head.checkLength(path)
        if head.isLogged { try closeLog(of: path) }
        return try translating(path) {
            let queue = try DatabaseQueue(path: path, configuration: .suspicious)
            defer { try? queue.close() }
            return try queue.read { try check($0, path) }
        }
    }

    private static func check(_ database: Database, _ path: String) throws -> Int {
        let version = try Schema.checkedVersion(of: database, path: path)
        guard version > 0 else { throw StorageError.foreign(path: path, evidence: "its application_id is not ours") }
        let found = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "nothing"
        guard found == "ok" else { throw StorageError.damaged(path: path, reason: found) }
        guard try Schema.text(of: database) == Schema.text(ofVersion: version) else {
            throw StorageError.foreign(path: path, evidence: "its tables are not those of schema version \(version)")
        }
        return version
    }

    /// One that was copied while it was in use may say that a log stands beside it, which a lone file does not have.
    private static func closeLog(of path: String) throws(StorageError) {
        try translating(path) {
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            try queue.inDatabase { _ = try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
        }
    }
}

/// The first hundred bytes of a database (<https://www.sqlite.org/fileformat2.html#the_database_header>).
private struct DatabaseHead {
    private let bytes: [UInt8]
    private static let size = 100

    init(_ path: String) throws(StorageError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw errno == ENOENT
                ? .missing(path: path) : .notAllowed(path: path, reason: String(cString: strerror(errno)))
        }
        defer { Glibc.close(file) }
        var bytes = [UInt8](repeating: 0, count: Self.size)
        guard pread(file, &bytes, Self.size, 0) == Self.size, bytes.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw .notADatabase(path: path)
        }
        self.bytes = bytes
    }

    /// Whether its changes go to a log beside it.
    var isLogged: Bool { bytes[18] == 2 || bytes[19] == 2 }

    /// In bytes; 1 stands for 65,536.
    private var pageSize: Int { number(at: 16, 2) == 1 ? 65_536 : number(at: 16, 2) }

    private func number(at place: Int, _ count: Int) -> Int {
        bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
    }

    /// SQLite reads a file that was cut off up to where it ends; nobody would miss the rest until it is asked for.
    func checkLength(_ path: String) throws(StorageError) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        let (length, wanted) = (Int(status.st_size), number(at: 28, 4) * pageSize)
        guard length == wanted else {
            throw .damaged(path: path, reason: "it has \(length) bytes and should have \(wanted)")
        }
    }
}

extension Configuration {
    /// For a file of a stranger: read only, no functions that its schema calls, cells measured before they are read
    /// (<https://www.sqlite.org/security.html>).
    fileprivate static var suspicious: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
        }
        return configuration
    }
}
