import Model
import Storage
import Testing

@Suite struct MissStoreTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    private var store: MissStore { MissStore(samples.file) }

    private func miss(_ id: Int64, path: String = "/a", namespace: String = "n") -> StoredMiss {
        StoredMiss(id: id, namespace: namespace, method: "GET", path: path, firstSeen: StorageSamples.start)
    }

    @Test func everyFactComesBack() throws {
        let full = StoredMiss(
            id: 3,
            namespace: "n",
            method: "pOsT",
            path: "/a/\0",
            host: "api.example.test:81",
            fields: [("Content-Type", "application/json"), ("x-a", "")],
            body: [0, 255],
            hitCount: 17,
            firstSeen: StorageSamples.start,
            lastSeen: StorageSamples.start + .seconds(4),
            isIgnored: true,
            nearest: ["mock a: header \"x\"", "mock b"],
            query: "a=b&c"
        )
        try store.save([full, miss(1)])
        #expect(try store.all() == [miss(1), full])
    }

    @Test func aMissIsReplacedByItsIdOrByWhatItIs() throws {
        try store.save([miss(1), miss(2, path: "/b")])
        var again = miss(1)
        again.hitCount = 2
        try store.save([again])
        #expect(try store.all() == [again, miss(2, path: "/b")])
        try store.save([miss(9, path: "/b")])
        #expect(try store.all() == [again, miss(9, path: "/b")])
    }

    @Test func aLongBodyIsCut() throws {
        var long = miss(1)
        long.body = [UInt8](repeating: 7, count: StoredMiss.bodyLimit + 1)
        try store.save([long])
        #expect(try store.all().first?.body == [UInt8](repeating: 7, count: 65_536))
    }

    @Test func missesGoOneByOneByNamespaceAndAll() throws {
        let all = [miss(1), miss(2, path: "/b"), miss(3, namespace: "other"), miss(4, namespace: "third")]
        try store.save(all)
        try store.remove([2, 77])
        #expect(try store.all().map(\.id) == [1, 3, 4])
        try store.removeAll(namespace: "other")
        #expect(try store.all().map(\.id) == [1, 4])
        try store.removeAll(namespace: nil)
        #expect(try store.all().isEmpty)
    }
}
