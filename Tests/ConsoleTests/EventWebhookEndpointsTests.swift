import Model
import Synchronization
import Testing

@testable import Console

@Suite struct EventWebhookEndpointsTests {
    private let served: Served

    init() throws { served = try Served() }

    @Test(arguments: [
        "/ui/api/namespaces/shop/webhooks", "/api/v1/namespaces/shop/webhooks",
        "/api/v1/namespaces/shop/settings/webhooks",
    ])
    func `a namespace's webhooks are one list under three paths`(_ path: String) {
        let (status, made) = served.json("POST", path, ["operation": "mock.create", "url": "https://hooks.test/x"])
        #expect(status == 201)
        #expect(made["id"] == "new-1")
        #expect(made["method"] == "POST")
        #expect(made["enabled"] == true)
        let list = served.json("GET", "/api/v1/namespaces/shop/webhooks").body
        #expect(list["webhooks"]?[0]?["id"] == "new-1")
        #expect(list["items"] == list["webhooks"])
        #expect(served.json("GET", "/api/v1/admin/webhooks").body["total"] == 0)
        #expect(served.json("GET", "/api/v1/namespaces/other/webhooks").body["total"] == 0)
        #expect(served.json("DELETE", "/api/v1/namespaces/other/webhooks/new-1").status == 404)
        #expect(served.json("DELETE", path + "/new-1").status == 200)
        #expect(served.json("GET", path).body["total"] == 0)
    }

    @Test func `a webhook that cannot be compiled is refused, not found out about when it is due`() {
        served.outside.values.withLock { $0.refusedBody = "$.event[" }
        let webhook: JSON = ["operation": "mock.create", "url": "http://hooks.test/", "body": "$.event["]
        let (status, body) = served.json("POST", "/api/v1/namespaces/shop/webhooks", webhook)
        #expect(status == 400)
        #expect(body["error"]?.string?.contains("$.body") == true)
        #expect(served.json("GET", "/api/v1/namespaces/shop/webhooks").body["total"] == 0)
    }

    @Test func `an id of another namespace is not taken over`() {
        let webhook: JSON = ["id": "w", "operation": "mock.create", "url": "http://hooks.test/"]
        #expect(served.json("POST", "/api/v1/namespaces/shop/webhooks", webhook).status == 201)
        #expect(served.json("POST", "/api/v1/namespaces/other/webhooks", webhook).status == 409)
        #expect(served.json("GET", "/api/v1/namespaces/shop/webhooks").body["total"] == 1)
    }

    @Test func `posting a known id changes the webhook`() {
        let path = "/ui/api/admin/webhooks"
        _ = served.json("POST", path, ["id": "w", "operation": "user.create", "url": "http://a.test/"])
        let (status, body) = served.json("POST", path, ["id": "w", "operation": "job.run", "url": "http://b.test/"])
        #expect(status == 200)
        #expect(body["operation"] == "job.run")
        let list = served.json("GET", "/api/v1/admin/webhooks").body
        #expect(list["total"] == 1)
        #expect(list["webhooks"]?[0]?["url"] == "http://b.test/")
    }

    @Test(
        arguments: [
            (
                "/api/v1/namespaces/n/webhooks", ["operation": "mock.created", "url": "http://a.test/"],
                "mock.create, mock.update"
            ),
            (
                "/api/v1/namespaces/n/webhooks", ["operation": "user.create", "url": "http://a.test/"],
                "user.add_to_namespace"
            ),
            ("/api/v1/admin/webhooks", ["operation": "mock.create", "url": "http://a.test/"], "namespace.create"),
            ("/api/v1/admin/webhooks", ["operation": "job.run"], "url"),
            ("/api/v1/admin/webhooks", ["operation": "job.run", "url": "ftp://a.test/"], "http or https"),
            (
                "/api/v1/admin/webhooks", ["operation": "job.run", "url": "http://a.test/", "retryCount": -1],
                "retryCount"
            ),
            ("/api/v1/admin/webhooks", ["url": "http://a.test/"], "operation"),
        ] as [(String, JSON, String)]
    )
    func `a webhook that makes no sense is refused`(_ path: String, _ json: JSON, _ expected: String) {
        let (status, body) = served.json("POST", path, json)
        #expect(status == 400)
        #expect(body["error"]?.string?.contains(expected) == true)
    }
}
