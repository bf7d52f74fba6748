import Model
import Storage
import Testing

@Suite struct TemplateFileStoreTests {
    @Test func filesAreKeptReplacedAndRemoved() throws {
        let samples = try StorageSamples()
        let store = TemplateFileStore(samples.file)
        func file(_ name: String, _ bytes: [UInt8], namespace: String = "n") -> TemplateFile {
            TemplateFile(namespace: namespace, name: name, bytes: bytes, updatedAt: StorageSamples.start)
        }
        let image = (0...255).map(UInt8.init)
        for file in [file("b.json", [1]), file("a.png", image), file("b.json", [2], namespace: "a")] {
            try store.save(file)
        }
        var replaced = file("b.json", [])
        replaced.updatedAt = StorageSamples.start + .seconds(1)
        try store.save(replaced)
        #expect(try store.all() == [file("b.json", [2], namespace: "a"), file("a.png", image), replaced])
        #expect(try store.remove(name: "a.png", namespace: "n"))
        #expect(try !store.remove(name: "a.png", namespace: "n"))
        #expect(try store.all().count == 2)
    }
}
