import Model
import Testing

@testable import Console

@Suite struct AllowedActionsTests {
    private let team: Team

    init() throws { team = try Team() }

    private func status(_ token: String, _ method: String, _ path: String, _ body: JSON? = nil) -> Int {
        team.served.json(method, path, body, fields: Team.bearer(token)).status
    }

    private static let mock: JSON = ["id": "m", "http": ["route": "/m"], "response": [:]]

    @Test func `a token does what it is for and nothing else, whatever its user may`() throws {
        let reader = try team.token(of: "root", ["allowed_actions": ["read"]])
        #expect(status(reader, "GET", "/api/v1/mocks") == 200)
        #expect(status(reader, "POST", "/api/v1/mocks", Self.mock) == 403)
        #expect(status(reader, "GET", "/api/v1/admin/users") == 403)
        let writer = try team.token(of: "root", ["allowed_actions": ["write"]])
        #expect(status(writer, "POST", "/api/v1/mocks", Self.mock) == 201)
        #expect(status(writer, "GET", "/api/v1/mocks") == 403)
        let manager = try team.token(of: "root", ["allowed_actions": ["manage"]])
        #expect(status(manager, "GET", "/api/v1/admin/users") == 200)
        #expect(status(manager, "POST", "/api/v1/mocks", Self.mock) == 403)
    }

    @Test func `a token may be for single endpoints`() throws {
        let token = try team.token(of: "root", ["allowed_actions": ["POST /api/v1/mocks"]])
        #expect(status(token, "POST", "/api/v1/mocks", Self.mock) == 201)
        #expect(status(token, "DELETE", "/api/v1/mocks/m") == 403)
    }

    @Test func `what is no action is refused with what there is`() {
        let body: JSON = ["name": "t", "allowed_actions": ["mocks:write"]]
        let (status, answer) = team.call("POST", "/api/v1/auth/tokens", body, as: "root")
        #expect(status == 400)
        #expect(answer["error"]?.string?.contains("read, write, manage") == true)
    }

    @Test func `a viewer's token for writing writes nothing`() throws {
        let token = try team.token(of: "viewer", ["allowed_actions": ["write", "manage"]])
        #expect(status(token, "POST", "/api/v1/mocks?namespace=shop", Self.mock) == 403)
    }
}
