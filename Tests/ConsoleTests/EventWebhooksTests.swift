import Model
import Synchronization
import Testing

@testable import Console

@Suite struct EventWebhooksTests {
    private let served: Served

    init() throws { served = try Served() }

    private func webhook(
        _ operation: String,
        _ path: String = "/api/v1/namespaces/sandbox/webhooks",
        _ more: JSONObject = [:]
    ) {
        let json: JSON = [
            "operation": .string(operation), "url": "http://hooks.test/x", "body": ["text": "$.req.mockId"],
        ]
        _ = served.json("POST", path, json.merged(with: .object(more)))
    }

    @Test func `what happens to a mock is told to those who asked for it`() {
        for operation in ["mock.create", "mock.update", "mock.delete", "mock.restore"] { webhook(operation) }
        served.create("a")
        served.create("a")
        _ = served.json("PATCH", "/api/v1/mocks/a", ["priority": 1])
        _ = served.json("DELETE", "/api/v1/mocks/a")
        _ = served.json("DELETE", "/api/v1/mocks/a")
        _ = served.json("POST", "/api/v1/mocks/a/restore")
        _ = served.json("DELETE", "/api/v1/mocks/a/purge")
        #expect(
            served.outside.eventNames
                == ["mock.create", "mock.update", "mock.update", "mock.delete", "mock.restore", "mock.delete"]
        )
        let first = served.outside.values.withLock { $0.events[0] }
        #expect(first.webhook["url"] == "http://hooks.test/x")
        #expect(first.webhook["body"] == ["text": "$.req.mockId"])
        #expect(first.event["mockId"] == "a")
        #expect(first.event["mock"]?["http"]?["route"] == "/orders")
        #expect(first.event["at"] == "2023-11-14T22:13:20.000Z")
    }

    @Test func `other namespaces, other operations and switched off webhooks are not told`() {
        webhook("mock.create", "/api/v1/namespaces/other/webhooks")
        webhook("mock.delete")
        webhook("mock.create", "/api/v1/namespaces/sandbox/webhooks", ["enabled": false])
        served.create("a")
        #expect(served.outside.eventNames == [])
    }

    @Test func `a namespace made or deleted is told to the server's webhooks`() {
        webhook("namespace.create", "/ui/api/admin/webhooks")
        webhook("namespace.delete", "/api/v1/admin/webhooks")
        _ = served.json("POST", "/api/v1/namespaces", ["name": "shop"])
        _ = served.json("POST", "/api/v1/namespaces", ["name": "shop"])
        _ = served.json("DELETE", "/api/v1/namespaces/shop")
        #expect(served.outside.eventNames == ["namespace.create", "namespace.delete"])
        #expect(served.outside.values.withLock { $0.events[0].event["namespace"] } == "shop")
    }

    @Test func `a restart goes on telling`() throws {
        webhook("mock.create")
        let again = try served.restarted()
        again.create("a")
        #expect(again.outside.eventNames == ["mock.create"])
    }
}
