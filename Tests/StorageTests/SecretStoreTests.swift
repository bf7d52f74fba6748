import Model
import Storage
import Testing

@Suite struct SecretStoreTests {
    private func secret(_ name: String, _ sealed: [UInt8], _ updated: Int64 = 2) -> StoredSecret {
        StoredSecret(
            name: name,
            sealed: sealed,
            createdAt: Timestamp(seconds: 1),
            updatedAt: Timestamp(seconds: updated)
        )
    }

    @Test func secretsAreKeptByName() throws {
        let samples = try StorageSamples()
        let store = SecretStore(samples.file)
        let all = [secret("", []), secret("a", [0, 255]), secret("A", [1]), secret("é/ü", [2])]
        for secret in all { try store.save(secret) }
        #expect(Set(try store.all()) == Set(all))
        try store.save(secret("a", [7], 9))
        #expect(try store.all().first { $0.name == "a" } == secret("a", [7], 9))
        #expect(try store.all().count == 4)
        #expect(try store.remove("a"))
        #expect(try !store.remove("a"))
        #expect(try SecretStore(DatabaseFile(path: samples.path, for: .reading)).all().count == 3)
    }

    @Test(arguments: OddTexts.all.indices) func everyTextIsAName(_ index: Int) throws {
        let name = OddTexts.all[index]
        let samples = try StorageSamples()
        let store = SecretStore(samples.file)
        try store.save(secret(name, [1]))
        #expect(try store.all().map(\.name) == [name])
        #expect(try store.remove(name))
    }
}
