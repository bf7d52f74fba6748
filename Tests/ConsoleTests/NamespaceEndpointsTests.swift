import Foundation
import Model
import Storage
import Synchronization
import Testing

@testable import Console

@Suite struct NamespaceEndpointsTests {
    private let served: Served

    init() throws { served = try Served() }

    @Test func `namespaces that are always there, made, and used by mocks are listed`() throws {
        let (status, body) = served.json("POST", "/api/v1/namespaces", ["name": "zoo", "description": "animals"])
        #expect(status == 201)
        #expect(body["name"] == "zoo")
        #expect(served.json("POST", "/api/v1/namespaces", ["name": "zoo"]).status == 200)
        served.create("a", ["namespace": "app"])
        let again = try served.restarted()
        #expect(again.json("GET", "/api/v1/namespaces").body["namespaces"] == ["sandbox", "default", "zoo", "app"])
        #expect(again.json("GET", "/api/v1/namespaces/zoo").body["description"] == "animals")
        #expect(again.json("GET", "/api/v1/namespaces/app").body["mocks"] == 1)
        #expect(again.json("GET", "/api/v1/namespaces/none").status == 404)
    }

    @Test func `what a namespace is for can be changed`() throws {
        served.create("a", ["namespace": "app"])
        #expect(served.json("PATCH", "/api/v1/namespaces/app", ["description": "ours"]).body["description"] == "ours")
        #expect(served.json("PUT", "/api/v1/namespaces/app", ["name": "other"]).status == 400)
        #expect(try served.restarted().json("GET", "/api/v1/namespaces/app").body["description"] == "ours")
    }

    @Test func `a deleted namespace takes its mocks along`() {
        served.create("a", ["namespace": "app"])
        _ = served.json("POST", "/api/v1/namespaces", ["name": "app"])
        #expect(served.json("DELETE", "/api/v1/namespaces/app").body["mocks"] == 1)
        #expect(served.engine.servedIDs == [])
        #expect(served.json("GET", "/api/v1/namespaces").body["namespaces"] == ["sandbox", "default"])
        #expect(served.json("DELETE", "/api/v1/admin/namespaces/app").status == 404)
        #expect(served.json("DELETE", "/api/v1/namespaces/sandbox").status == 400)
        #expect(served.json("POST", "/api/v1/namespaces", ["name": "a/b"]).status == 400)
    }

    @Test func `a namespace in the trash takes no mocks, and comes back with those that went with it`() throws {
        for id in ["a", "b"] { served.create(id, ["namespace": "app"]) }
        _ = served.json("DELETE", "/api/v1/mocks/b")
        _ = served.json("DELETE", "/api/v1/namespaces/app")
        let again = try served.restarted()
        let all = again.json("GET", "/api/v1/admin/namespaces").body
        #expect(all["items"]?.array?.last?["name"] == "app")
        #expect(all["items"]?.array?.last?["deleted"] == true)
        let mock: JSON = ["id": "c", "namespace": "app", "http": ["route": "/c"], "response": [:]]
        #expect(again.json("POST", "/api/v1/mocks", mock).status == 409)
        #expect(again.json("POST", "/api/v1/mocks/a/restore").status == 409)
        #expect(again.json("POST", "/api/v1/namespaces", ["name": "app"]).status == 409)
        #expect(again.json("POST", "/api/v1/namespaces/app/restore").body["mocks"] == 1)
        #expect(again.engine.servedIDs == ["a"], "b was deleted before")
        #expect(again.json("PUT", "/api/v1/admin/namespaces/app/restore").status == 404)
        #expect(again.json("POST", "/api/v1/mocks", mock).status == 201)
    }

    @Test func `a purged namespace is gone with all that was in it`() throws {
        served.create("a", ["namespace": "app"])
        let path = "?namespace=app"
        _ = served.json("POST", "/api/v1/mock-folders\(path)", ["id": "f", "name": "F"])
        _ = served.json("POST", "/api/v1/templates/t\(path)", [:])
        _ = served.json("POST", "/api/v1/tags\(path)", ["tag": "x"])
        _ = served.json("POST", "/api/v1/stores/global\(path)", ["key": "k", "value": 1])
        _ = served.json("PUT", "/api/v1/namespaces/app/cleanup-policy", ["autoCleanup": true])
        let webhook: JSON = ["operation": "mock.create", "url": "http://hooks.test/"]
        _ = served.json("POST", "/api/v1/namespaces/app/webhooks", webhook)
        served.journal.list.withLock { $0 = [.sample(1, namespace: "app"), .sample(2, namespace: "other")] }
        served.misses.list.withLock {
            $0 = [StoredMiss(id: 1, namespace: "app", method: "GET", path: "/", firstSeen: Served.start)]
        }
        #expect(served.json("DELETE", "/api/v1/namespaces/app/purge").status == 404, "it is not in the trash")
        _ = served.json("DELETE", "/api/v1/namespaces/app")
        #expect(served.json("DELETE", "/api/v1/namespaces/app/purge").status == 200)
        #expect(served.outside.values.withLock { $0.templates } == [])
        #expect(served.journal.list.withLock { $0.map(\.namespace) } == ["other"])
        #expect(served.misses.list.withLock { $0 } == [])
        isEmpty(served)
        isEmpty(try served.restarted())
    }

    /// Whether nothing is left of the namespace app.
    private func isEmpty(_ served: Served) {
        let path = "?namespace=app"
        #expect(served.json("GET", "/api/v1/mocks/a").status == 404)
        #expect(served.json("GET", "/api/v1/mock-folders\(path)").body["total"] == 0)
        #expect(served.json("GET", "/api/v1/templates\(path)").body["total"] == 0)
        #expect(served.json("GET", "/api/v1/tags\(path)").body["tags"] == [])
        #expect(served.json("GET", "/api/v1/stores/global\(path)").body == [:])
        #expect(served.json("GET", "/api/v1/namespaces/app/webhooks").body["total"] == 0)
        #expect(served.json("GET", "/api/v1/namespaces/app/cleanup-policy").body["autoCleanup"] == false)
        #expect(served.json("GET", "/api/v1/admin/namespaces").body["total"] == 2)
    }

    @Test func `a namespace with sessions of the recorder is not purged`() throws {
        let session = StoredSession(id: "s", namespace: "app", name: "S", settings: [:], createdAt: Served.start)
        try RecorderSessionStore(served.database).save(session)
        _ = served.json("POST", "/api/v1/namespaces", ["name": "app"])
        _ = served.json("DELETE", "/api/v1/namespaces/app")
        #expect(served.json("DELETE", "/api/v1/namespaces/app/purge").status == 409)
        #expect(served.json("DELETE", "/api/v1/recorder/s").status == 200)
        #expect(served.json("DELETE", "/api/v1/namespaces/app/purge").status == 200)
    }

    @Test func `what becomes of namespaces is told once each, by whom`() {
        for operation in ["namespace.create", "namespace.update", "namespace.delete"] {
            let webhook: JSON = ["operation": .string(operation), "url": "http://hooks.test/"]
            _ = served.json("POST", "/ui/api/admin/webhooks", webhook)
        }
        _ = served.json("POST", "/api/v1/namespaces", ["name": "app"])
        _ = served.json("PUT", "/api/v1/namespaces/app", ["description": "x"])
        _ = served.json("PUT", "/api/v1/namespaces/none", ["description": "x"])
        _ = served.json("DELETE", "/api/v1/namespaces/app")
        _ = served.json("DELETE", "/api/v1/namespaces/app")
        #expect(served.outside.eventNames == ["namespace.create", "namespace.update", "namespace.delete"])
        let events = served.outside.values.withLock { $0.events.map(\.event) }
        #expect(events.allSatisfy { $0["subject"] == "app" && $0["namespace"] == "app" && $0["actor"] == "local" })
    }

    @Test func `what does not reach the database is told to nobody`() throws {
        for path in ["/ui/api/admin/webhooks", "/api/v1/namespaces/sandbox/webhooks"] {
            for operation in ["namespace.create", "mock.create", "mock.update", "mock.delete"] {
                let webhook: JSON = ["operation": .string(operation), "url": "http://hooks.test/"]
                _ = served.json("POST", path, webhook)
            }
        }
        served.create("a")
        #expect(served.outside.eventNames == ["mock.create"])
        let refused = try served.whileNothingCanBeWritten {
            [
                served.json("POST", "/api/v1/namespaces", ["name": "app"]).status,
                served.json("DELETE", "/api/v1/mocks/a").status,
                served.json("PATCH", "/api/v1/mocks/a", ["priority": 1]).status,
            ]
        }
        #expect(refused == [503, 503, 503])
        #expect(served.outside.eventNames == ["mock.create"])
        #expect(served.engine.servedIDs == ["a"])
    }
}
