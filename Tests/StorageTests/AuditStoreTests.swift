import Model
import Storage
import Testing

@Suite struct AuditStoreTests {
    private let samples: StorageSamples

    init() throws { samples = try StorageSamples() }

    private func entry(_ second: Int64, _ actor: String, _ operation: String, namespace: String? = nil) -> AuditEntry {
        AuditEntry(
            at: StorageSamples.start + .seconds(second),
            actor: actor,
            token: nil,
            address: "::1",
            operation: operation,
            path: "/x\0y",
            namespace: namespace,
            status: 201,
            request: ExchangeID(rawValue: second)
        )
    }

    @Test func deedsAreFilteredAndPagedTheNewestFirst() throws {
        let store = AuditStore(samples.file)
        try store.add(entry(1, "ann", "POST /api/v1/mocks", namespace: "shop"))
        try store.add(entry(2, "bob", "DELETE /api/v1/mocks/{id}", namespace: "shop"))
        try store.add(entry(3, "ann", "PUT /api/v1/clock"))
        func found(_ change: (inout AuditFilter) -> Void) throws -> [Int64] {
            var filter = AuditFilter()
            change(&filter)
            let found = try store.list(filter, offset: 0, limit: 10).map(\.request.rawValue)
            #expect(try store.count(filter) == found.count)
            return found
        }
        #expect(try found { _ in } == [3, 2, 1])
        #expect(try found { $0.actor = "ann" } == [3, 1])
        #expect(try found { $0.operation = "/mocks" } == [2, 1])
        #expect(try found { $0.namespace = "shop" } == [2, 1])
        #expect(try found { $0.since = StorageSamples.start + .seconds(2) } == [3, 2])
        #expect(try found { $0.until = StorageSamples.start + .seconds(2) } == [1])
        #expect(try store.list(AuditFilter(), offset: 1, limit: 1).map(\.actor) == ["bob"])
        var first = entry(1, "ann", "POST /api/v1/mocks", namespace: "shop")
        first.id = 1
        #expect(try store.list(AuditFilter(), offset: 2, limit: 1) == [first])
    }

    @Test func theOldestAreLetGo() throws {
        let store = AuditStore(samples.file, retention: 3)
        for second in 1...5 { try store.add(entry(Int64(second), "ann", "x")) }
        #expect(try store.list(AuditFilter(), offset: 0, limit: 10).map(\.request.rawValue) == [5, 4, 3])
    }
}
