import Model
import Storage
import Testing

@testable import Console

@Suite struct CatalogueEntryTests {
    @Test func `an entry comes back from the database as it was`() throws {
        let json =
            #"{"id":"a","namespace":"n","folderId":"f","http":{"route":"/a"},"response":{"payload":{"z":1.0,"a":2}}}"#
        var entry = CatalogueEntry(
            try Mock(storedText: json),
            createdAt: Timestamp(seconds: 1),
            updatedAt: Timestamp(seconds: 2),
            expiresAt: Timestamp(seconds: 3),
            uses: 4,
            lastUsedAt: Timestamp(seconds: 5),
            version: 6
        )
        entry.closedAt = Timestamp(seconds: 7)
        let again = try CatalogueEntry(entry.stored)
        #expect(again.stored == entry.stored)
        #expect(again.mock == entry.mock)
        #expect(again.searchText == entry.searchText)
    }

    @Test func `what is no mock any more is told`() {
        let stored = StoredMock(id: MockID(rawValue: "a"), namespace: "n", json: "{}", createdAt: Timestamp(seconds: 1))
        #expect(throws: MockFormatError.self) { _ = try CatalogueEntry(stored) }
        #expect(throws: MockFormatError.self) { _ = try Mock(storedText: "[]") }
    }
}
