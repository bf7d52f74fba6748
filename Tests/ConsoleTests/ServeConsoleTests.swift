import Model
import Synchronization
import Testing

@testable import Console

@Suite struct ServeConsoleTests {
    private let served: Served

    init() throws { served = try Served() }

    private func mock(_ id: String, _ route: String = "/a") -> Mock {
        Mock(id: MockID(rawValue: id), http: HTTPMatcher(route: route), reply: .fixed(ReplyTemplate()))
    }

    @Test func `mocks of a file are stored and served`() throws {
        try served.console.add([mock("a"), mock("b")])
        #expect(served.json("GET", "/api/v1/mocks/a").body["namespace"] == "default")
        #expect(try served.restarted().engine.servedIDs == ["a", "b"])
    }

    @Test func `the same file at the next start changes nothing`() throws {
        try served.console.add([mock("a"), mock("b")])
        let again = try served.restarted()
        try again.console.add([mock("a"), mock("b", "/other")])
        #expect(again.json("GET", "/api/v1/mocks/a/versions").body["count"] == 1)
        #expect(again.json("GET", "/api/v1/mocks/b/versions").body["count"] == 2)
    }

    @Test func `one that cannot be served is told, and none is stored`() throws {
        served.engine.values.withLock { $0.refusedRoute = "/bad" }
        do throws(MockRefusal) {
            try served.console.add([mock("a"), mock("b", "/bad")])
            Issue.record("it was taken")
        } catch {
            #expect(error.reason.hasPrefix("mocks[1]: "))
        }
        #expect(served.json("GET", "/api/v1/mocks").body["total"] == 0)
    }

    @Test(arguments: [
        ("/mock/create", true), ("/api/v1/mocks?x=1", true), ("/ui/api/admin/webhooks", true), ("/__admin/reset", true),
        ("/api/v1/orders", false), ("/stubs/sandbox/a", false), ("/mock", false), ("/", false),
        ("/api/v1/stores/global/", true),
    ])
    func `it owns the admin paths and leaves the rest to the mocks`(_ target: String, _ expected: Bool) {
        #expect(served.console.owns(target) == expected)
    }

    @Test func `a second start over the same file finds everything`() throws {
        served.create("a")
        _ = served.json("POST", "/api/v1/mock-folders", ["id": "f", "name": "F"])
        _ = served.json("POST", "/api/v1/tags", ["tag": "t"])
        _ = served.answer("POST", "/api/v1/templates/x", [1, 2])
        _ = served.json("POST", "/api/v1/namespaces", ["name": "n"])
        _ = served.json("POST", "/api/v1/namespaces/n/webhooks", ["operation": "mock.create", "url": "http://h.test/"])
        let paths = [
            "/api/v1/mocks", "/api/v1/mock-folders", "/api/v1/tags", "/api/v1/templates", "/api/v1/namespaces",
            "/api/v1/namespaces/n/webhooks", "/api/v1/counts",
        ]
        let before = paths.map { served.json("GET", $0).body }
        let again = try served.restarted()
        #expect(paths.map { again.json("GET", $0).body } == before)
        #expect(again.report.served == 1)
    }
}
