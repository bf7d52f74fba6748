internal import Glibc

/// The lock of a folder, held from its making on: of two processes that want to make the same file, one makes it and the
/// other reads it.
struct FolderLock: ~Copyable {
    private let folder: Int32

    /// Waits until nobody else holds it.
    init(_ path: String) throws(TLSError) {
        let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw SmallFile.failure("open", "cannot use the folder \(path)") }
        while flock(opened, LOCK_EX) != 0 {
            guard errno != EINTR else { continue }
            let failure = SmallFile.failure("flock", "cannot lock the folder \(path)")
            close(opened)
            throw failure
        }
        folder = opened
    }

    // Closing gives up the lock.
    deinit { close(folder) }

    /// Waits until the disk has the names of what was made in the folder.
    func keepNames() throws(TLSError) {
        guard fsync(folder) == 0 else { throw SmallFile.failure("fsync", "cannot keep what was made in a folder") }
    }
}
