import Foundation
import Storage
import Synchronization

@testable import Console

/// A server with nothing in memory, around a database that is copied and replaced.
final class FakeBackups: BackupServing {
    struct Values {
        var writes = 0
        var restored: [RestoredCallbacks] = []
        /// Whether a session records.
        var isRecording = false
        /// So many states cannot be loaded from now on.
        var failures = 0
        /// Secrets of other databases that the server's key does not open.
        var unreadable: [String] = []
    }

    let values = Mutex(Values())
    let folder: String

    init(folder: String) { self.folder = folder }

    /// Stands for a hash: the length and the last bytes.
    func sha256(ofFile path: String) throws -> String {
        let data = try Data(contentsOf: URL(filePath: path))
        return "\(data.count)-\(data.reduce(into: 0) { $0 = $0 &* 31 &+ Int($1) })"
    }

    func writeDown() { values.withLock { $0.writes += 1 } }

    func secretsUnderAnotherKey(in path: String) -> [String] { values.withLock { $0.unreadable } }

    func whileNoneRecords(_ body: () -> Void) throws(RecorderRefusal) {
        if values.withLock({ $0.isRecording }) { throw .conflict("the session \"s\" records; stop it first") }
        body()
    }

    func replaceState(
        _ swap: () throws(StorageError) -> RestoredCallbacks,
        load: () throws(StorageError) -> Void
    ) throws(StorageError) {
        let callbacks = try swap()
        let fails = values.withLock { values in
            defer { values.failures -= 1 }
            return values.failures > 0
        }
        if fails { throw .locked(path: "mocks.db") }
        try load()
        values.withLock { $0.restored.append(callbacks) }
    }
}
