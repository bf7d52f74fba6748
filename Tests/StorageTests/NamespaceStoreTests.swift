import Storage
import Testing

@Suite struct NamespaceStoreTests {
    @Test func namespacesComeInTheOrderOfCreation() throws {
        let samples = try StorageSamples()
        let store = NamespaceStore(samples.file)
        for name in ["shop", "billing", "a\0", "shop"] { try store.add(name) }
        #expect(try store.all() == ["shop", "billing", "a\0"])
        try store.remove("shop")
        try store.remove("unknown")
        #expect(try store.all() == ["billing", "a\0"])
    }
}
