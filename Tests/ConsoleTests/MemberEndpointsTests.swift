import Model
import Synchronization
import Testing

@testable import Console

@Suite struct MemberEndpointsTests {
    private let team: Team

    init() throws { team = try Team() }

    @Test(arguments: ["/api/v1/namespaces/new/users", "/api/v1/namespaces/new/settings/users"])
    func `members are added, listed, given other roles and taken out`(_ path: String) {
        let made = team.call("POST", path, ["userId": "editor", "role": "viewer"], as: "root")
        #expect(made.status == 201)
        #expect(made.body["role"] == "viewer")
        let listed = team.call("GET", path, as: "root").body
        #expect(listed["total"] == 1)
        #expect(listed["users"]?[0]?["username"] == "editor")
        #expect(listed["items"] == listed["users"])
        #expect(team.call("GET", "/api/v1/mocks?namespace=new", as: "editor").status == 200)
        #expect(team.call("PUT", path + "/editor", ["role": "admin"], as: "root").body["role"] == "owner")
        #expect(team.call("PUT", path + "/editor/role", ["role": "editor"], as: "editor").body["role"] == "editor")
        #expect(team.call("PUT", path + "/editor/role", ["role": "owner"], as: "editor").status == 403)
        #expect(team.call("DELETE", path + "/editor", as: "root").status == 200)
        #expect(team.call("GET", "/api/v1/mocks?namespace=new", as: "editor").status == 403)
        #expect(team.call("DELETE", path + "/editor", as: "root").status == 404)
        #expect(team.call("POST", path, ["userId": "nobody", "role": "viewer"], as: "root").status == 404)
        #expect(team.call("POST", path, ["userId": "editor", "role": "king"], as: "root").status == 400)
    }

    @Test func `one who is added is told of once, in the namespace and on the server`() {
        let webhook: JSON = ["operation": "user.add_to_namespace", "url": "http://hooks.test/"]
        _ = team.call("POST", "/ui/api/namespaces/shop/webhooks", webhook, as: "owner")
        _ = team.call("POST", "/ui/api/namespaces/other/webhooks", webhook, as: "stranger")
        let server: JSON = ["operation": "namespace.user.add", "url": "http://hooks.test/"]
        _ = team.call("POST", "/ui/api/admin/webhooks", server, as: "root")
        let path = "/api/v1/namespaces/shop/users"
        #expect(team.call("POST", path, ["userId": "stranger", "role": "viewer"], as: "viewer").status == 403)
        _ = team.call("POST", path, ["userId": "stranger", "role": "viewer"], as: "owner")
        _ = team.call("POST", path, ["userId": "stranger", "role": "editor"], as: "owner")
        let events = team.served.outside.values.withLock { $0.events.map(\.event) }
        #expect(events.map { $0["operation"]?.string } == ["user.add_to_namespace", "namespace.user.add"])
        #expect(
            events.allSatisfy { $0["namespace"] == "shop" && $0["subject"] == "stranger" && $0["actor"] == "owner" }
        )
        #expect(events.allSatisfy { $0["user"]?["role"] == "viewer" })
    }
}
