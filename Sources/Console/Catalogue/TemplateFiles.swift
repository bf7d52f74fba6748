internal import Model
internal import Storage
internal import Synchronization

/// The files that payloads are rendered from.
final class TemplateFiles: Sendable {
    private struct Name: Hashable {
        let namespace: String
        let name: String
    }

    private let store: TemplateFileStore
    private let server: any TemplateFileServing
    private let files = Mutex<[Name: TemplateFile]>([:])

    init(store: TemplateFileStore, server: any TemplateFileServing) { (self.store, self.server) = (store, server) }

    func load() throws(StorageError) {
        let stored = try store.all()
        files.withLock { files in
            files = [:]
            for file in stored { files[Name(namespace: file.namespace, name: file.name)] = file }
        }
        server.templateFilesChanged(stored)
    }

    /// Those of a namespace, or all, by name.
    func all(namespace: String?) -> [TemplateFile] {
        files.withLock { $0.values.filter { namespace == nil || $0.namespace == namespace } }
            .sorted { ($0.name, $0.namespace) < ($1.name, $1.namespace) }
    }

    func file(_ name: String, namespace: String) -> TemplateFile? {
        files.withLock { $0[Name(namespace: namespace, name: name)] }
    }

    /// Keeps a file, in place of one of its name.
    func save(_ file: TemplateFile) throws(StorageError) {
        try store.save(file)
        files.withLock { $0[Name(namespace: file.namespace, name: file.name)] = file }
        server.templateFilesChanged(all(namespace: nil))
    }

    /// Forgets those of a namespace that is gone from the database.
    func forget(namespace: String) {
        files.withLock { files in files = files.filter { $0.key.namespace != namespace } }
        server.templateFilesChanged(all(namespace: nil))
    }

    /// - Returns: whether it was there.
    func remove(_ name: String, namespace: String) throws(StorageError) -> Bool {
        guard try store.remove(name: name, namespace: namespace) else { return false }
        files.withLock { $0[Name(namespace: namespace, name: name)] = nil }
        server.templateFilesChanged(all(namespace: nil))
        return true
    }
}
