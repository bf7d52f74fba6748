import Storage
import Testing

@Suite struct TagStoreTests {
    @Test func tagsBelongToTheirNamespace() throws {
        let samples = try StorageSamples()
        let store = TagStore(samples.file)
        for (name, namespace) in [("slow", "n"), ("fast", "n"), ("slow", "a"), ("slow", "n"), ("a\0b", "n")] {
            try store.add(name, namespace: namespace)
        }
        try store.remove("slow", namespace: "n")
        try store.remove("slow", namespace: "unknown")
        let all = try store.all()
        #expect(Set(all.map { "\($0.namespace)/\($0.name)" }) == ["a/slow", "n/fast", "n/a\0b"])
    }
}
