import Model
import Testing

@testable import Console

@Suite struct AuditEndpointsTests {
    private let team: Team

    init() throws { team = try Team() }

    private func entries(_ query: String = "") -> [JSON] {
        team.call("GET", "/api/v1/admin/audit\(query)", as: "root").body["entries"]?.array ?? []
    }

    @Test func `who did what, when and from where is listed, the newest first`() {
        let mock: JSON = ["id": "m", "namespace": "shop", "http": ["route": "/m"], "response": [:]]
        _ = team.call("POST", "/api/v1/mocks", mock, as: "editor")
        team.served.time.advance(by: .seconds(5))
        _ = team.call("DELETE", "/api/v1/mocks/m", as: "viewer")
        let (newest, before) = (entries()[0], entries()[1])
        #expect(newest["actor"] == "viewer")
        #expect(newest["operation"] == "DELETE /api/v1/mocks/{id}")
        #expect(newest["path"] == "/api/v1/mocks/m")
        #expect(newest["status"] == 403)
        #expect(newest["address"] == "127.0.0.1")
        #expect(newest["at"] == "2023-11-14T22:13:25.000Z")
        #expect(newest["request_id"] == "77")
        #expect(before["actor"] == "editor")
        #expect(before["namespace"] == "shop")
        #expect(before["status"] == 201)
    }

    @Test func `logins are noted, with the name only where it is somebody's`() {
        func logIn(_ login: String, _ password: String) {
            let body: JSON = ["login": .string(login), "password": .string(password)]
            _ = team.served.json("POST", "/api/v1/auth/login", body)
        }
        logIn("owner", Team.password)
        logIn("owner", "wrong horse")
        logIn("my password", "owner")
        let logins = entries("?operation=auth/login").prefix(3)
        #expect(logins.map { $0["actor"]?.string } == ["", "owner", "owner"])
        #expect(logins.map { $0["status"]?.int } == [401, 401, 200])
    }

    @Test func `what only looks is not noted, nor what nobody sends who is known`() {
        let count = entries().count
        _ = team.call("GET", "/api/v1/mocks?namespace=shop", as: "viewer")
        _ = team.call("POST", "/api/v1/requests/verify", ["namespace": "shop"], as: "viewer")
        for _ in 0..<5 { _ = team.served.json("POST", "/api/v1/mocks", [:]) }
        for _ in 0..<50 { _ = team.served.json("POST", "/api/v1/auth/login", ["login": "owner", "password": "wrong"]) }
        #expect(entries().count == count + 10, "a flood of logins leaves as many rows as were tried")
    }

    @Test func `no secret is in it`() throws {
        _ = try team.token(of: "owner")
        _ = team.call("PUT", "/api/v1/admin/users/owner/password", ["password": "brand new words"], as: "root")
        _ = team.call("PUT", "/api/v1/secrets/stripe?value=whsec_query", ["value": "whsec_body"], as: "root")
        let csv = team.served.answer(
            "GET",
            "/api/v1/admin/audit/export?format=csv",
            nil,
            Team.bearer(team.sessions["root"] ?? "")
        )
        let text = "\(entries())" + String(decoding: csv.body, as: UTF8.self)
        #expect(text.contains("/api/v1/secrets/stripe"))
        for secret in ["brand new words", "whsec_", "mk_", "ms_", Team.password] { #expect(!text.contains(secret)) }
    }

    @Test func `it is filtered and paged`() {
        let mock: JSON = ["id": "m", "namespace": "shop", "http": ["route": "/m"], "response": [:]]
        _ = team.call("POST", "/api/v1/mocks", mock, as: "editor")
        #expect(entries("?actor=editor&operation=/mocks").count == 1)
        #expect(entries("?namespace=shop&actor=editor&operation=POST").count == 1)
        #expect(entries("?since=2023-11-14T22:13:21Z").isEmpty)
        #expect(entries("?until=2023-11-14T22:13:20Z").isEmpty)
        #expect(entries("?limit=2").count == 2)
        #expect(team.call("GET", "/api/v1/admin/audit?since=soon", as: "root").status == 400)
    }

    @Test func `the export is JSON lines, or CSV that no spreadsheet takes for formulas`() {
        let body: JSON = ["login": "=cmd()", "id": "evil", "password": "long enough"]
        _ = team.call("POST", "/api/v1/admin/users", body, as: "root")
        _ = team.served.json("POST", "/api/v1/auth/login", ["login": "=cmd()", "password": "long enough"])
        let session = Team.bearer(team.sessions["root"] ?? "")
        let csv = String(
            decoding: team.served.answer("GET", "/api/v1/admin/audit/export?format=csv", nil, session).body,
            as: UTF8.self
        )
        #expect(csv.hasPrefix("id,at,actor,"))
        #expect(csv.contains(",'=cmd(),"))
        let lines = String(
            decoding: team.served.answer("GET", "/api/v1/admin/audit/export", nil, session).body,
            as: UTF8.self
        )
        .split(separator: "\n")
        #expect(lines.allSatisfy { (try? JSON.parse(String($0)))?["operation"] != nil })
        #expect(team.served.json("GET", "/api/v1/admin/audit/export?format=xml", nil, fields: session).status == 400)
    }

    @Test func `a restart keeps it, and a server without accounts has one too`() throws {
        let served = try Served()
        served.create("m")
        let entries = try served.restarted().json("GET", "/api/v1/admin/audit").body["entries"]
        #expect(entries?[0]?["actor"] == "local")
        #expect(entries?[0]?["operation"] == "POST /api/v1/mocks")
    }
}
