internal import Model
internal import Storage
internal import Synchronization

/// The folders that people sort mocks into.
final class Folders: Sendable {
    private let store: FolderStore
    private let list = Mutex<[StoredFolder]>([])

    init(store: FolderStore) { self.store = store }

    func load() throws(StorageError) {
        let stored = try store.all()
        list.withLock { $0 = stored }
    }

    /// Those of a namespace, or all, in their order.
    func all(namespace: String?) -> [StoredFolder] {
        list.withLock { $0.filter { namespace == nil || $0.namespace == namespace } }
            .sorted { ($0.sortOrder, $0.createdAt, $0.id) < ($1.sortOrder, $1.createdAt, $1.id) }
    }

    /// - Throws: 404 when there is none.
    func folder(_ id: String) throws(Refusal) -> StoredFolder {
        guard let folder = list.withLock({ $0.first { $0.id == id } }) else {
            throw .missing("no folder \"\(id)\"; GET /api/v1/mock-folders lists them")
        }
        return folder
    }

    /// Keeps a folder, in place of one of its id.
    ///
    /// - Throws: 400 when its parent is not there, is of another namespace, or lies in the folder itself.
    func save(_ folder: StoredFolder) throws(Refusal) {
        try checkParent(of: folder)
        try storing(try store.save(folder))
        list.withLock { list in
            list.removeAll { $0.id == folder.id }
            list.append(folder)
        }
    }

    /// Takes a folder away; folders in it move to where it was.
    func remove(_ folder: StoredFolder) throws(Refusal) {
        for var child in all(namespace: nil) where child.parent == folder.id {
            child.parent = folder.parent
            try save(child)
        }
        try storing(try store.remove(folder.id))
        list.withLock { $0.removeAll { $0.id == folder.id } }
    }

    /// Forgets those of a namespace that is gone from the database.
    func forget(namespace: String) { list.withLock { $0.removeAll { $0.namespace == namespace } } }

    private func checkParent(of folder: StoredFolder) throws(Refusal) {
        var next = folder.parent
        while let id = next {
            guard id != folder.id else { throw .invalid("the folder \"\(folder.id)\" cannot lie in itself") }
            guard let parent = list.withLock({ $0.first { $0.id == id } }), parent.namespace == folder.namespace else {
                throw .invalid("the namespace \(folder.namespace) has no folder \"\(id)\" to put it in")
            }
            next = parent.parent
        }
    }
}
