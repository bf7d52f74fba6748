internal import Glibc

/// Files that are read and written whole: keys and certificates.
enum SmallFile {
    /// Far above any bundle of certificates; a path that leads elsewhere by mistake must not fill the memory.
    private static let limit = 16 << 20

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// All bytes. With `isPrivate`, only if nobody but the owner may read them.
    ///
    /// - Parameter remedy: what to do if others may have read a private one.
    static func read(
        _ path: String,
        isPrivate: Bool = false,
        otherwise remedy: String = "remove it together with its certificate for a new one"
    ) throws(TLSError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", "cannot read \(path)") }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw failure("fstat", "cannot read \(path)") }
        let mode = facts.st_mode & 0o777
        guard !isPrivate || mode & 0o077 == 0 else {
            let text = String(mode, radix: 8)
            throw TLSError(
                .configuration,
                in: "fstat",
                "\(path) may be read by others than its owner (mode \(text)): run chmod 600 on it, or \(remedy) if "
                    + "somebody may have read it"
            )
        }
        return try readAll(file, path)
    }

    private static func readAll(_ file: Int32, _ path: String) throws(TLSError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("read", "cannot read \(path)") }
            bytes += chunk[..<count]
        }
        throw TLSError(.io, in: "read", "\(path) is larger than 16 MiB: it is no file of keys or certificates")
    }

    /// Makes a file that is there either whole or not at all, and with these permissions from its first moment.
    /// Replaces none: the caller holds the folder's lock.
    static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(TLSError) {
        let draft = "\(path).\(getpid()).new"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw failure("open", "cannot create \(path)") }
        do throws(TLSError) {
            defer { close(file) }
            try write(bytes, to: file, path)
            // The umask may have taken what others are meant to have.
            guard fchmod(file, mode) == 0 else { throw failure("fchmod", "cannot create \(path)") }
            guard fsync(file) == 0 else { throw failure("fsync", "cannot create \(path)") }
            guard rename(draft, path) == 0 else { throw failure("rename", "cannot create \(path)") }
        } catch {
            unlink(draft)
            throw error
        }
    }

    private static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws(TLSError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write", "cannot write \(path)") }
            rest = rest.dropFirst(count)
        }
    }

    /// `errno` in words.
    static func failure(_ function: String, _ what: String) -> TLSError {
        let code = errno
        return TLSError(.io, in: function, "\(what): \(String(cString: strerror(code)))")
    }
}
