import Model
import Synchronization
import Testing

@testable import Console

@Suite struct UserEndpointsTests {
    private let team: Team

    init() throws { team = try Team() }

    private static let path = "/api/v1/admin/users"

    @Test func `a user is made, listed, changed and deleted`() throws {
        let body: JSON = ["login": "Ann", "password": "long enough", "email": "ann@shop.test", "system_role": "admin"]
        let (status, made) = team.call("POST", Self.path, body, as: "root")
        #expect(status == 201)
        #expect(made["login"] == "ann")
        #expect(made["system_role"] == "admin")
        #expect(made["password"] == nil)
        let id = try #require(made["id"]?.string)
        #expect(team.call("GET", Self.path, as: "root").body["total"] == 7)
        #expect(team.call("GET", "\(Self.path)/\(id)", as: "root").body["email"] == "ann@shop.test")
        let changed = team.call("PUT", "\(Self.path)/ann", ["name": "Ann B.", "system_role": "user"], as: "root").body
        #expect(changed["name"] == "Ann B.")
        #expect(changed["system_role"] == "user")
        let session = Team.bearer(try team.logIn("ann", "long enough"))
        #expect(team.call("DELETE", "\(Self.path)/\(id)", as: "root").status == 200)
        #expect(team.served.json("GET", "/api/v1/auth/me", nil, fields: session).status == 401)
        #expect(team.call("GET", "\(Self.path)/\(id)", as: "root").status == 404)
    }

    @Test(
        arguments: [
            (["login": "ann"], 400), (["login": "ann", "password": "short"], 400), (["password": "long enough"], 400),
            (["login": "a b", "password": "long enough"], 400), (["login": "OWNER", "password": "long enough"], 409),
            (["login": "ann", "password": "long enough", "system_role": "king"], 400),
        ] as [(JSON, Int)]
    )
    func `a user that makes no sense is refused`(_ body: JSON, _ expected: Int) {
        #expect(team.call("POST", Self.path, body, as: "root").status == expected)
        #expect(team.call("GET", Self.path, as: "root").body["total"] == 6)
    }

    @Test func `the last admin who can log in stays`() throws {
        for (method, path, body) in [
            ("DELETE", "\(Self.path)/root", nil), ("POST", "\(Self.path)/root/disable", nil),
            ("PUT", "\(Self.path)/root", ["system_role": "user"]),
        ] as [(String, String, JSON?)] {
            #expect(team.call(method, path, body, as: "root").status == 409)
        }
        #expect(team.call("PUT", "\(Self.path)/owner", ["system_role": "admin"], as: "root").status == 200)
        #expect(team.call("POST", "\(Self.path)/root/disable", as: "root").status == 200)
        #expect(team.call("GET", Self.path, as: "root").status == 401)
        #expect(team.call("GET", Self.path, as: "owner").status == 200)
    }

    @Test func `a password that is set ends the sessions, and lets the tokens be`() throws {
        let (session, token) = (Team.bearer(try team.logIn("owner")), Team.bearer(try team.token(of: "owner")))
        let body: JSON = ["current_password": "correct horse", "new_password": "battery staple"]
        #expect(team.served.json("PUT", "/api/v1/auth/password", body, fields: session).status == 200)
        #expect(team.served.json("GET", "/api/v1/auth/me", nil, fields: session).status == 401)
        #expect(team.served.json("GET", "/api/v1/auth/me", nil, fields: token).status == 200)
        #expect(throws: Unexpected.self) { try team.logIn("owner") }
        let again = Team.bearer(try team.logIn("owner", "battery staple"))
        #expect(team.served.json("PUT", "/api/v1/auth/password", body, fields: again).status == 403)
    }

    @Test func `a stolen session does not guess the password either`() throws {
        let session = Team.bearer(try team.logIn("owner"))
        let body: JSON = ["current_password": "wrong horse", "new_password": "battery staple"]
        var statuses: [Int: Int] = [:]
        for _ in 0..<20 {
            statuses[team.served.json("PUT", "/api/v1/auth/password", body, fields: session).status, default: 0] += 1
        }
        #expect(statuses == [403: 10, 429: 10])
    }

    @Test func `what becomes of users is told to the server's webhooks, once each and without the password`() {
        for operation in ["user.create", "user.update", "user.delete", "user.password.set"] {
            let webhook: JSON = ["operation": .string(operation), "url": "http://hooks.test/"]
            _ = team.call("POST", "/ui/api/admin/webhooks", webhook, as: "root")
        }
        _ = team.call("POST", Self.path, ["id": "a", "login": "ann", "password": "long enough"], as: "root")
        _ = team.call("POST", Self.path, ["login": "ann", "password": "long enough"], as: "root")
        _ = team.call("PATCH", "\(Self.path)/a", ["name": "Ann"], as: "root")
        _ = team.call("PUT", "\(Self.path)/a/password", ["password": "other words"], as: "root")
        _ = team.call("POST", "\(Self.path)/a/disable", as: "root")
        _ = team.call("DELETE", "\(Self.path)/a", as: "root")
        _ = team.call("DELETE", "\(Self.path)/a", as: "root")
        let events = team.served.outside.values.withLock { $0.events.map(\.event) }
        #expect(
            events.map { $0["operation"]?.string }
                == ["user.create", "user.update", "user.password.set", "user.update", "user.delete"]
        )
        #expect(events.allSatisfy { $0["actor"] == "root" && $0["subject"] == "ann" && $0["time"] != nil })
        #expect(events[0]["user"]?["login"] == "ann")
        #expect(!"\(events)".contains("long enough") && !"\(events)".contains("$scrypt$"))
    }
}
