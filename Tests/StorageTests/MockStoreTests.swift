import GRDB
import Model
import Testing

@testable import Storage

@Suite struct MockStoreTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    private var store: MockStore { MockStore(samples.file) }

    private func mock(_ id: String, version: Int = 1, json: String = "{}") -> StoredMock {
        StoredMock(
            id: MockID(rawValue: id),
            namespace: "sandbox",
            json: json,
            createdAt: StorageSamples.start,
            version: version
        )
    }

    @Test func everyFactComesBack() throws {
        let start = StorageSamples.start
        let full = StoredMock(
            id: MockID(rawValue: "order-1"),
            namespace: "shop",
            json: #"{"id":"order-1","text":"quoted \" and \u0000, 😀"}"#,
            folder: "f-1",
            createdAt: start,
            updatedAt: start + .nanoseconds(1),
            expiresAt: start + .nanoseconds(2),
            closedAt: start + .nanoseconds(3),
            uses: 4,
            lastUsedAt: start + .nanoseconds(5),
            version: 6
        )
        try store.save([full, mock("plain")])
        #expect(try store.all() == [full, mock("plain")])
    }

    @Test func aReplacedMockKeepsItsPlace() throws {
        try store.save(["c", "a", "b"].map { mock($0) })
        try store.save([mock("d"), mock("a", version: 2, json: #"{"a":2}"#)])
        let all = try store.all()
        #expect(all.map(\.id.rawValue) == ["c", "a", "b", "d"])
        #expect(all[1].json == #"{"a":2}"#)
        // One that was taken away comes back as the newest.
        try store.remove([MockID(rawValue: "c"), MockID(rawValue: "unknown")])
        try store.save([mock("c")])
        #expect(try store.all().map(\.id.rawValue) == ["a", "b", "d", "c"])
    }

    @Test func aVersionIsKeptOncePerNumber() throws {
        let id = MockID(rawValue: "m")
        try store.save([mock("m", json: "0"), mock("other", json: "x")])
        var first = mock("m", json: "1")
        first.updatedAt = StorageSamples.start + .seconds(5)
        try store.save([first])
        #expect(try store.versions(of: id).map(\.json) == ["1"])
        var second = mock("m", version: 2, json: "2")
        second.updatedAt = StorageSamples.start + .seconds(9)
        try store.save([second])
        // A version is as old as the first mock of its number, and says what the last one said.
        let expected = [
            StoredVersion(mock: id, version: 2, json: "2", createdAt: second.updatedAt),
            StoredVersion(mock: id, version: 1, json: "1", createdAt: StorageSamples.start),
        ]
        #expect(try store.versions(of: id) == expected)
        #expect(try store.version(1, of: id) == expected[1] && store.version(2, of: id) == expected[0])
        #expect(try store.version(3, of: id) == nil && store.version(1, of: MockID(rawValue: "unknown")) == nil)
    }

    @Test func aNumberThatComesAgainIsThatOfTheNewestMock() throws {
        let id = MockID(rawValue: "m")
        for (version, json) in [(1, "a"), (2, "b"), (1, "c")] {
            try store.save([mock("m", version: version, json: json)])
        }
        #expect(try store.versions(of: id).map(\.json) == ["b", "c"])
        try store.save([mock("m", version: 3, json: "d")])
        #expect(try store.versions(of: id).map(\.json) == ["d", "b", "c"])
    }

    @Test func versionsGoWithTheirMock() throws {
        let id = MockID(rawValue: "m")
        try store.save([mock("m"), mock("m", version: 2), mock("stays")])
        try store.remove([id])
        #expect(try store.versions(of: id).isEmpty)
        try store.save([mock("m", version: 7)])
        #expect(try store.versions(of: id).map(\.version) == [7])
        #expect(try store.versions(of: MockID(rawValue: "stays")).map(\.version) == [1])
    }

    @Test func usesAreNotedWithoutAnythingElse() throws {
        try store.save([mock("a"), mock("b")])
        let last = StorageSamples.start + .seconds(3)
        try store.noteUses([
            (id: MockID(rawValue: "b"), uses: 12, lastUsedAt: last), (id: MockID(rawValue: "gone"), uses: 1, nil),
        ])
        var used = mock("b")
        (used.uses, used.lastUsedAt) = (12, last)
        #expect(try store.all() == [mock("a"), used])
    }

    @Test func aBatchThatFailsChangesNothing() throws {
        try store.save([mock("a")])
        let other = try DatabaseQueue(path: samples.path)
        try other.write {
            try $0.execute(
                sql: "CREATE TRIGGER no BEFORE INSERT ON mocks WHEN new.id = 'c' BEGIN SELECT raise(ABORT, 'no'); END"
            )
        }
        #expect(throws: StorageError.self) { try store.save([mock("a", version: 2), mock("b"), mock("c")]) }
        #expect(try store.all() == [mock("a")])
        #expect(try store.versions(of: MockID(rawValue: "a")).map(\.version) == [1])
    }

    /// The names of an index are compared whole, also behind a character that would end a C string.
    @Test(arguments: OddTexts.all.indices)
    func anIdMayBeAnyText(_ index: Int) throws {
        let id = OddTexts.all[index]
        try store.save([mock(id, json: "1"), mock(id + "x", json: "2"), mock("\(id)\0x", json: "3")])
        try store.save([mock(id, version: 2, json: "4")])
        #expect(try store.all().map(\.id.rawValue) == [id, id + "x", "\(id)\0x"])
        #expect(try store.all().map(\.json) == ["4", "2", "3"])
        try store.remove([MockID(rawValue: id)])
        #expect(try store.all().map(\.json) == ["2", "3"])
    }
}
