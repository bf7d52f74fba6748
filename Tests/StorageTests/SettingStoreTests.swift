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
}
