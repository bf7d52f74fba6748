import Model
import Testing

@testable import Console

@Suite struct MockSelectionTests {
    private let entry: CatalogueEntry

    init() throws {
        let json: JSON = [
            "id": "Pay-1", "name": "Payment intent", "namespace": "shop", "chainId": "c", "folderId": "f",
            "pathPrefix": "/v1", "tags": ["x", "y"], "http": ["route": "/intents/:id", "httpMethod": "POST"],
            "response": [:],
        ]
        let mock = try Mock(storedText: String(decoding: json.serialized(), as: UTF8.self))
        let start = Timestamp(seconds: 1)
        entry = CatalogueEntry(mock, createdAt: start, updatedAt: start, expiresAt: nil, version: 1)
    }

    @Test(arguments: ["pay-1", "intent", "/v1/intents", "post", "y", ""])
    func `a search looks at id, name, route, method and tags`(_ text: String) {
        #expect(MockSelection(search: text).matches(entry))
        #expect(!MockSelection(search: text + "zz").matches(entry))
    }

    @Test func `each restriction must hold`() {
        #expect(MockSelection(namespace: "shop", tags: ["x"], folder: "f", chain: "c").matches(entry))
        #expect(!MockSelection(namespace: "other").matches(entry))
        #expect(!MockSelection(tags: ["x", "z"]).matches(entry))
        #expect(!MockSelection(folder: "").matches(entry))
        #expect(!MockSelection(chain: "d").matches(entry))
    }

    @Test func `deleted mocks show only when they are asked for`() {
        var closed = entry
        closed.closedAt = Timestamp(seconds: 2)
        #expect(!MockSelection().matches(closed))
        #expect(MockSelection(closed: .only).matches(closed))
        #expect(MockSelection(closed: .too).matches(closed))
        #expect(!MockSelection(closed: .only).matches(entry))
    }
}
