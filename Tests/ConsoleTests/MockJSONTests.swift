import Model
import Testing

@testable import Console

@Suite struct MockJSONTests {
    @Test func `counts and times stand at the top and under _meta, in whole seconds`() throws {
        let mock = try Mock(storedText: #"{"id":"a","http":{"route":"/a"},"response":{}}"#)
        var entry = CatalogueEntry(
            mock,
            createdAt: Timestamp(nanoseconds: 1_999_999_999),
            updatedAt: Timestamp(seconds: 2),
            expiresAt: Timestamp(seconds: 3),
            version: 4
        )
        entry.closedAt = Timestamp(seconds: 5)
        let json = entry.json(use: (6, Timestamp(seconds: 7)))
        let kept: JSON = [
            "createdAt": 1, "updatedAt": 2, "expireAt": 3, "closedAt": 5, "lastUse": 7, "useCounter": 6,
        ]
        #expect(json["_meta"]?.isEquivalent(to: kept.merged(with: ["version": 4])) == true)
        for member in kept.object?.members ?? [] { #expect(json[member.name] == member.value) }
    }

    @Test func `an answer may be kept as a mock file`() throws {
        let mock = try Mock(storedText: #"{"id":"a","http":{"route":"/a"},"response":{}}"#)
        let start = Timestamp(seconds: 1)
        let entry = CatalogueEntry(mock, createdAt: start, updatedAt: start, expiresAt: start, version: 1)
        #expect(try MockFile(entry.json(use: (1, start))).mocks == [mock])
    }

    @Test func `what has not happened has no time`() throws {
        let mock = try Mock(storedText: #"{"id":"a","http":{"route":"/a"},"response":{}}"#)
        let start = Timestamp(seconds: 1)
        let json = CatalogueEntry(mock, createdAt: start, updatedAt: start, expiresAt: nil, version: 1)
            .json(use: (0, nil))
        for name in ["expireAt", "closedAt", "lastUse"] { #expect(json[name] == nil) }
    }
}
