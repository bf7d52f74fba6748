import Model
import Storage
import Testing

@Suite struct NamespaceStoreTests {
    private let samples: StorageSamples
    private let store: NamespaceStore

    init() throws {
        samples = try StorageSamples()
        store = NamespaceStore(samples.file)
    }

    private func mock(_ id: String, in namespace: String) -> StoredMock {
        StoredMock(id: MockID(rawValue: id), namespace: namespace, json: "{}", createdAt: StorageSamples.start)
    }

    @Test func namespacesComeInTheOrderOfCreation() throws {
        for name in ["shop", "billing", "a\0", "shop"] { try store.save(StoredNamespace(name: name)) }
        #expect(try store.all().map(\.name) == ["shop", "billing", "a\0"])
        try store.purge("shop")
        try store.purge("unknown")
        #expect(try store.all().map(\.name) == ["billing", "a\0"])
    }

    @Test func oneIsClosedTogetherWithItsMocks() throws {
        var closed = mock("m", in: "shop")
        try MockStore(samples.file).save([closed])
        closed.closedAt = StorageSamples.start
        let namespace = StoredNamespace(
            name: "shop",
            description: "d",
            closedAt: StorageSamples.start,
            closedMocks: [closed.id]
        )
        try store.save(namespace, with: [closed])
        #expect(try store.all() == [namespace])
        #expect(try MockStore(samples.file).all().map(\.closedAt) == [StorageSamples.start])
    }

    @Test func aPurgeTakesWhatIsInItAndNothingElse() throws {
        try store.save(StoredNamespace(name: "shop"))
        try MockStore(samples.file).save([mock("m", in: "shop"), mock("n", in: "other")])
        for namespace in ["shop", "other"] {
            try TagStore(samples.file).add("t", namespace: namespace)
            try SettingStore(samples.file).set(SettingStore.cleanupPolicy(of: namespace), to: "{}")
        }
        try store.purge("shop")
        #expect(try MockStore(samples.file).all().map(\.namespace) == ["other"])
        #expect(try TagStore(samples.file).all().map(\.namespace) == ["other"])
        #expect(try SettingStore(samples.file).value(SettingStore.cleanupPolicy(of: "shop")) == nil)
        #expect(try SettingStore(samples.file).value(SettingStore.cleanupPolicy(of: "other")) == "{}")
    }
}
