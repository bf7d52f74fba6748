import Model
import Testing

@testable import Console

@Suite struct LoginsTests {
    private let team: Team

    init() throws { team = try Team() }

    private func logIn(_ login: String, _ password: String) -> (status: Int, body: JSON) {
        team.served.json("POST", "/api/v1/auth/login", ["login": .string(login), "password": .string(password)])
    }

    @Test func `who knows the password gets a session and what there is to know of oneself`() {
        let (status, body) = logIn("Owner", Team.password)
        #expect(status == 200)
        #expect(body["token"]?.string?.hasPrefix("ms_") == true)
        #expect(body["token"]?.string?.count == 67)
        #expect(body["expires_at"] == "2023-11-15T10:13:20.000Z")
        #expect(body["requires_password_change"] == false)
        #expect(body["user"]?["login"] == "owner")
        #expect(body["user"]?["system_role"] == "user")
        #expect(body["user"]?["namespaces"] == ["default", "sandbox", "shop"])
        #expect(body["user"]?["roles"]?["shop"] == "owner")
        #expect(body["user"]?["has_password"] == true)
    }

    @Test func `a wrong password and a login that nobody has are answered alike`() {
        let (wrong, unknown) = (logIn("owner", "wrong horse"), logIn("nobody", "wrong horse"))
        #expect((wrong.status, unknown.status) == (401, 401))
        #expect(wrong.body["error"] == unknown.body["error"])
        #expect(logIn("owner", "").status == 400)
    }

    @Test func `a login that nobody has costs as much as one that somebody has`() {
        _ = logIn("nobody", "wrong horse")
        let before = team.served.credentials.hashCount
        _ = logIn("nobody", "wrong horse")
        _ = logIn("owner", "wrong horse")
        #expect(team.served.credentials.hashCount == before + 2)
    }

    @Test func `ten thousand failing logins cost ten hashes`() {
        let before = team.served.credentials.hashCount
        var statuses: [Int: Int] = [:]
        for _ in 0..<10_000 { statuses[logIn("owner", "wrong horse").status, default: 0] += 1 }
        #expect(statuses == [401: 10, 429: 9_990])
        #expect(team.served.credentials.hashCount == before + 10)
        let refused = team.served.answer(
            "POST",
            "/api/v1/auth/login",
            Array(#"{"login":"owner","password":"correct horse"}"#.utf8)
        )
        #expect(refused.status == 429, "the right password is not looked at either")
        #expect(refused.fields.first("Retry-After") == "600")
        team.served.time.advance(by: .seconds(600))
        #expect(logIn("owner", Team.password).status == 200)
    }

    @Test func `an admin who sets the password anew lets the user in again`() {
        for _ in 0..<11 { _ = logIn("owner", "wrong horse") }
        #expect(logIn("owner", Team.password).status == 429)
        let set = team.call("POST", "/api/v1/admin/users/owner/password", ["password": "new password"], as: "root")
        #expect(set.status == 200)
        #expect(logIn("owner", "new password").status == 200)
    }

    @Test func `a session ends with logout, after twelve hours, and when the user is disabled`() throws {
        func status(_ token: String) -> Int {
            team.served.json("GET", "/api/v1/auth/me", nil, fields: Team.bearer(token)).status
        }
        let token = try team.logIn("owner")
        #expect(status(token) == 200)
        let out = team.served.json("POST", "/api/v1/auth/logout", nil, fields: Team.bearer(token))
        #expect(out.status == 200)
        #expect(status(token) == 401, "a replayed session opens nothing")
        let other = try team.logIn("owner")
        _ = team.call("POST", "/api/v1/admin/users/owner/disable", as: "root")
        #expect(status(other) == 401)
        #expect(logIn("owner", Team.password).status == 401)
        _ = team.call("POST", "/api/v1/admin/users/owner/enable", as: "root")
        #expect(status(other) == 200)
        team.served.time.advance(by: .seconds(12 * 3_600))
        #expect(status(other) == 401)
    }

    @Test func `who logs in again and again has a hundred sessions, the newest`() throws {
        let sessions = try (0..<101)
            .map { _ in
                team.served.time.advance(by: .seconds(1))
                return try team.logIn("owner")
            }
        func status(_ token: String) -> Int {
            team.served.json("GET", "/api/v1/auth/me", nil, fields: Team.bearer(token)).status
        }
        #expect(sessions.prefix(2).map(status) == [401, 200] as [Int])
    }

    @Test func `a restart keeps users, sessions and tokens`() throws {
        let (session, token) = (try team.logIn("owner"), try team.token(of: "owner"))
        let again = try team.served.restarted()
        for text in [session, token] {
            #expect(again.json("GET", "/api/v1/auth/me", nil, fields: Team.bearer(text)).body["login"] == "owner")
        }
    }
}
