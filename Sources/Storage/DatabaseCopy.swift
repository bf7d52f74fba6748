internal import GRDB
internal import Glibc

/// Copies of a database in one file each, which nobody needs a log beside.
extension DatabaseFile {
    /// Writes what is committed at this moment into a new file, compact and with mode 0600, while others go on reading and
    /// writing here (<https://www.sqlite.org/lang_vacuum.html#vacuum_into>). When it returns, the disk has the copy.
    ///
    /// Blocks for as long as reading and writing all of it takes.
    ///
    /// - Throws: leaves no file behind then.
    public func copy(to target: String) throws(StorageError) { try Self.copy(path, to: target) }

    /// Copies a database that may be of an older version, and brings the copy up to ours.
    public static func upgradedCopy(of path: String, at target: String) throws(StorageError) {
        try copy(path, to: target)
        do throws(StorageError) { try DatabaseFile(path: target, for: .updating).close() } catch {
            removeFiles(of: target)
            throw error
        }
    }

    /// Takes a database that nobody has open off the disk, with what may stand beside it.
    public static func removeFiles(of path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }

    private static func copy(_ path: String, to target: String) throws(StorageError) {
        try makeEmptyFile(target)
        do throws(StorageError) {
            try translating(target) {
                let queue = try DatabaseQueue(path: path, configuration: .readOnly)
                defer { try? queue.close() }
                try queue.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [target]) }
            }
            try bringToDisk(target)
        } catch {
            removeFiles(of: target)
            throw error
        }
    }

    /// SQLite writes into an empty file, which nobody else may read from its first moment on.
    private static func makeEmptyFile(_ path: String) throws(StorageError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .notAllowed(path: path, reason: String(cString: strerror(errno))) }
        Glibc.close(file)
    }

    /// Waits until the disk has what was written to a file.
    static func bringToDisk(_ path: String) throws(StorageError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .notAllowed(path: path, reason: String(cString: strerror(errno))) }
        defer { Glibc.close(file) }
        guard fsync(file) == 0 else { throw .failed(path: path, reason: String(cString: strerror(errno))) }
    }
}
