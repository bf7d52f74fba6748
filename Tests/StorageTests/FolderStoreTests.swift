import Model
import Storage
import Testing

@Suite struct FolderStoreTests {
    @Test func foldersComeInTheirOrder() throws {
        let samples = try StorageSamples()
        let store = FolderStore(samples.file)
        let start = StorageSamples.start
        let top = StoredFolder(id: "1", namespace: "n", name: "Orders", sortOrder: 2, createdAt: start)
        let inner = StoredFolder(id: "2", namespace: "n", name: "Old ones", parent: "1", createdAt: start + .seconds(2))
        let older = StoredFolder(id: "3", namespace: "n", name: "\0", createdAt: start + .seconds(1))
        let other = StoredFolder(id: "4", namespace: "a", name: "Orders", sortOrder: 9, createdAt: start)
        for folder in [top, inner, older, other] { try store.save(folder) }
        #expect(try store.all() == [other, older, inner, top])
        var renamed = top
        (renamed.name, renamed.sortOrder) = ("Bestellungen", -1)
        try store.save(renamed)
        #expect(try store.all() == [other, renamed, older, inner])
        try store.remove("1")
        try store.remove("unknown")
        #expect(try store.all() == [other, older, inner])
    }
}
