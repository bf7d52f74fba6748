import Storage
import Testing

@Suite struct SettingStoreTests {
    @Test func valuesAreKeptReplacedAndRemoved() throws {
        let samples = try StorageSamples()
        let store = SettingStore(samples.file)
        #expect(try store.value("colour") == nil)
        try store.set("colour", to: "red")
        try store.set("colour", to: "blue")
        #expect(try store.value("colour") == "blue")
        try store.set("colour", to: nil)
        #expect(try store.value("colour") == nil)
    }

    @Test func `names are found by how they begin, letter for letter`() throws {
        let samples = try StorageSamples()
        let store = SettingStore(samples.file)
        for name in ["a:2", "a:1", "A:1", "ab", "a%"] { try store.set(name, to: "") }
        #expect(try store.names(startingWith: "a:") == ["a:1", "a:2"])
        #expect(try store.names(startingWith: "a%") == ["a%"])
    }
}
