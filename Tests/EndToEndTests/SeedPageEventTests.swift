import Model
import TestSupport
import Testing

/// Mockarty's page on webhooks and callbacks, typed as it stands: webhooks of a namespace and of the administrator.
@Suite(.serialized) struct SeedPageEventTests {
    private func server(_ host: String, _ receiver: CallbackReceiver) throws -> MockServer {
        try MockServer(in: try Workplace(), ["--redirect-callbacks", "\(host)=\(receiver.url(""))"])
    }

    @Test func `Slack hears of a mock that is created in production, and of no other`() async throws {
        let receiver = try CallbackReceiver()
        let server = try server("https://hooks.slack.com", receiver)
        try server.type(
            #"""
            curl -X POST http://localhost:5770/ui/api/namespaces/production/webhooks \
              -H "Content-Type: application/json" \
              -H "Authorization: Bearer <token>" \
              -d '{
                "operation": "mock.create",
                "url": "https://hooks.slack.com/services/T.../B.../xxx",
                "method": "POST",
                "body": {
                  "text": "New mock created in production namespace"
                },
                "enabled": true,
                "retryCount": 2,
                "retryDelay": 3
              }'
            """#
        )
        let mock = #"{"id":"elsewhere","http":{"route":"/a"},"response":{}}"#
        #expect(try server.call("POST", "/api/v1/mocks?namespace=staging", mock).status == 201)
        let named = #"{"id":"p","namespace":"production","http":{"route":"/p"},"response":{"payload":"p"}}"#
        #expect(try server.call("POST", "/mock/create", named).status == 201)
        #expect(try server.call("GET", "/stubs/production/p").text == "p")

        let call = try #require(try await receiver.wait(for: 1).first)
        #expect((call.method, call.target) == ("POST", "/services/T.../B.../xxx"))
        #expect(call.fields.first("Content-Type") == "application/json")
        #expect(call.text == #"{"text":"New mock created in production namespace"}"#)
        #expect(try server.settledCallbacks().count == 1)
    }

    @Test func `changes, deletions and restored mocks are told of, the body quoting the mock`() async throws {
        let receiver = try CallbackReceiver { _, index in .status(index == 0 ? 500 : 200) }
        let server = try server("http://hook.test", receiver)
        for operation in ["mock.create", "mock.update", "mock.delete", "mock.restore"] {
            let webhook = #"""
                {"operation":"\#(operation)","url":"http://hook.test/\#(operation)","retryCount":2,"retryDelay":0,
                 "headers":{"X-Event":"$.req.operation"},"body":{"id":"$.req.mockId","route":"$.req.mock.http.route"}}
                """#
            #expect(try server.call("POST", "/ui/api/namespaces/production/webhooks", webhook).status == 201)
        }
        let mock = #"{"id":"m","namespace":"production","http":{"route":"/m"},"response":{}}"#
        #expect(try server.call("POST", "/api/v1/mocks", mock).status == 201)
        #expect(try server.call("PATCH", "/api/v1/mocks/m", #"{"priority":3}"#).status == 200)
        #expect(try server.call("DELETE", "/api/v1/mocks/m").status == 200)
        #expect(try server.call("POST", "/api/v1/mocks/m/restore").status == 200)
        let calls = try await receiver.wait(for: 5)
        #expect(
            Set(calls.map(\.target)) == ["/mock.create", "/mock.update", "/mock.delete", "/mock.restore"],
            "each is told of, and the one that failed was tried again"
        )
        #expect(calls.allSatisfy { $0.text == #"{"id":"m","route":"/m"}"# })
        #expect(calls.allSatisfy { $0.target == "/" + ($0.fields.first("X-Event") ?? "") })
    }

    @Test func `webhooks of a namespace are listed, changed and deleted`() throws {
        let server = try MockServer(in: try Workplace())
        let path = "/ui/api/namespaces/production/webhooks"
        let webhook = #"{"operation":"mock.create","url":"http://hook.test/"}"#
        let created = try server.call("POST", path, webhook, ["-H", "Authorization: Bearer <token>"])
        let id = try #require(created.json["id"]?.string)
        #expect(try created.json["webhook"]?["id"] == .string(id))
        let changed = #"{"id":"\#(id)","operation":"mock.delete","url":"http://hook.test/","enabled":false}"#
        #expect(try server.call("POST", path, changed).status == 200)
        let listed = try server.call("GET", path).json["webhooks"]
        #expect(listed?.array?.count == 1)
        #expect(listed?[0]?["operation"] == "mock.delete")
        #expect(listed?[0]?["enabled"] == false)
        #expect(try server.call("GET", "/ui/api/namespaces/staging/webhooks").json["webhooks"] == [])
        #expect(try server.call("DELETE", "\(path)/\(id)").status == 200)
        #expect(try server.call("DELETE", "\(path)/\(id)").status == 404)
        #expect(try server.call("GET", path).json["webhooks"] == [])
        let unknown = try server.call("POST", path, #"{"operation":"mock.creat","url":"http://hook.test/"}"#)
        #expect(unknown.status == 400)
        #expect(unknown.text.contains("mock.create"), "it says what there is: \(unknown.text)")
        let broken = #"{"operation":"mock.create","url":"http://hook.test/","body":{"id":"${$.event["}}"#
        let refused = try server.call("POST", path, broken)
        #expect(refused.status == 400 && refused.text.contains("$.body.id"), "\(refused.text)")
    }

    @Test func `the administrator's webhook is kept, listed over a restart and deleted`() async throws {
        let receiver = try CallbackReceiver()
        let place = try Workplace()
        let first = try MockServer(in: place)
        try first.type(
            #"""
            curl -X POST http://localhost:5770/ui/api/admin/webhooks \
              -H "Content-Type: application/json" \
              -H "Authorization: Bearer <admin-token>" \
              -d '{
                "operation": "user.create",
                "url": "https://audit.internal.com/events",
                "method": "POST",
                "body": {
                  "event": "user.created",
                  "source": "mockarty"
                },
                "enabled": true
              }'
            """#
        )
        #expect(first.program.stop() == 0)
        let server = try MockServer(
            in: place,
            ["--redirect-callbacks", "https://audit.internal.com=\(receiver.url(""))"]
        )
        let listed = try server.call("GET", "/ui/api/admin/webhooks").json["webhooks"]
        #expect(listed?.array?.count == 1)
        #expect(listed?[0]?["operation"] == "user.create")
        #expect(listed?[0]?["url"] == "https://audit.internal.com/events")
        #expect(listed?[0]?["body"] == ["event": "user.created", "source": "mockarty"])

        let webhook =
            #"{"operation":"namespace.create","url":"https://audit.internal.com/events","body":"$.req.namespace"}"#
        let created = try server.call("POST", "/ui/api/admin/webhooks", webhook)
        #expect(try server.call("POST", "/api/v1/namespaces", #"{"name":"fresh"}"#).status < 300)
        #expect(try await receiver.wait(for: 1).first?.text == "fresh")

        for id in [listed?[0]?["id"]?.string, try created.json["id"]?.string] {
            #expect(try server.call("DELETE", "/ui/api/admin/webhooks/\(try #require(id))").status == 200)
        }
        #expect(try server.call("GET", "/ui/api/admin/webhooks").json["webhooks"] == [])
    }
}
