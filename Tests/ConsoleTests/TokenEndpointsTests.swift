import Foundation
import Model
import TestSupport
import Testing

@testable import Console

@Suite struct TokenEndpointsTests {
    private let team: Team

    init() throws { team = try Team() }

    @Test func `a token is shown once, and listed by its beginning afterwards`() throws {
        let (status, made) = team.call("POST", "/api/v1/auth/tokens", ["name": "ci", "description": "d"], as: "owner")
        #expect(status == 201)
        let token = try #require(made["token"]?.string)
        #expect(token.hasPrefix("mk_") && token.count == 67)
        let id = try #require(made["token_info"]?["id"]?.string)
        let list = team.call("GET", "/api/v1/auth/tokens", as: "owner").body
        #expect(list["total"] == 1)
        #expect(list["tokens"]?[0]?["id"]?.string == id)
        #expect(list["tokens"]?[0]?["description"] == "d")
        #expect(list["tokens"]?[0]?["hint"] == .string("\(token.prefix(7))…"))
        #expect(!"\(list)".contains(token))
        #expect(team.call("GET", "/api/v1/auth/tokens", as: "editor").body["total"] == 0)
    }

    @Test func `neither the database nor its log has a token, a session or a password`() throws {
        let token = try team.token(of: "owner")
        let session = try team.logIn("owner")
        var bytes: [UInt8] = []
        for name in ["mocks.db", "mocks.db-wal"] {
            bytes += try Data(contentsOf: URL(filePath: team.served.folder.path(name)))
        }
        for secret in [token, session, Team.password] {
            #expect(bytes.firstRange(of: Array(secret.utf8)) == nil)
        }
        #expect(bytes.firstRange(of: Array("$scrypt$".utf8)) != nil)
    }

    @Test func `a token is sent as Bearer or as X-API-Key`() throws {
        let token = try team.token(of: "owner")
        for fields: FieldSection in [
            [("Authorization", "Bearer \(token)")], [("authorization", "bearer  \(token) ")], [("X-API-Key", token)],
        ] {
            #expect(team.served.json("GET", "/api/v1/auth/me", nil, fields: fields).body["login"] == "owner")
        }
        for fields: FieldSection in [
            [("Authorization", token)], [("Authorization", "Basic \(token)")], [("X-API-Key", token + "0")],
            [("Authorization", "Bearer \(token.uppercased())")], [("Authorization", "Bearer")],
        ] {
            #expect(team.served.json("GET", "/api/v1/auth/me", nil, fields: fields).status == 401)
        }
    }

    @Test func `a revoked token opens nothing, and only its owner revokes it`() throws {
        let token = try team.token(of: "owner")
        let id = try #require(team.call("GET", "/api/v1/auth/tokens", as: "owner").body["tokens"]?[0]?["id"]?.string)
        #expect(team.call("DELETE", "/api/v1/auth/tokens/\(id)", as: "editor").status == 404)
        #expect(team.served.json("GET", "/api/v1/auth/me", nil, fields: Team.bearer(token)).status == 200)
        #expect(team.call("DELETE", "/api/v1/auth/tokens/\(id)", as: "owner").status == 200)
        #expect(team.served.json("GET", "/api/v1/auth/me", nil, fields: Team.bearer(token)).status == 401)
    }

    @Test func `an expired token says so`() throws {
        let token = try team.token(of: "owner", ["expires_at": "2023-11-14T22:14:20Z"])
        team.served.time.advance(by: .seconds(59))
        #expect(team.served.json("GET", "/api/v1/auth/me", nil, fields: Team.bearer(token)).status == 200)
        team.served.time.advance(by: .seconds(1))
        let (status, body) = team.served.json("GET", "/api/v1/auth/me", nil, fields: Team.bearer(token))
        #expect(status == 401)
        #expect(body["error"]?.string?.contains("expired") == true)
    }

    @Test func `a rate limit holds for each minute, hour and day`() throws {
        let token = try team.token(of: "owner", ["rate_limit_per_minute": 2, "rate_limit_per_hour": 3])
        func answer() -> Answer { team.served.answer("GET", "/api/v1/auth/me", nil, Team.bearer(token)) }
        #expect((1...2).map { _ in answer().status } == [200, 200] as [Int])
        let refused = answer()
        #expect(refused.status == 429)
        #expect(refused.fields.first("Retry-After") == "40")
        team.served.time.advance(by: .seconds(40))
        #expect((1...2).map { _ in answer().status } == [200, 429] as [Int], "the hour's are used up")
        team.served.time.advance(by: .seconds(3_600))
        #expect(answer().status == 200)
        #expect(team.call("GET", "/api/v1/auth/me", as: "owner").status == 200, "a session is not counted")
    }

    @Test(
        arguments: [
            ([:], "name"), (["name": "t", "expires_at": "2020-01-01T00:00:00Z"], "past"),
            (["name": "t", "expires_at": "soon"], "instant"),
            (["name": .string(String(repeating: "n", count: 1_001))], "1,000 bytes"),
            (["name": "t", "metadata": .string(String(repeating: "m", count: 20_000))], "metadata"),
            (["name": "t", "rate_limit_per_day": -1], "rate_limit_per_day"),
        ] as [(JSON, String)]
    )
    func `a token that makes no sense is refused`(_ body: JSON, _ word: String) {
        let (status, answer) = team.call("POST", "/api/v1/auth/tokens", body, as: "owner")
        #expect(status == 400)
        #expect(answer["error"]?.string?.contains(word) == true)
    }

    @Test func `nobody makes a token for a namespace that is closed to them`() {
        let body: JSON = ["name": "t", "namespace": "other"]
        #expect(team.call("POST", "/api/v1/auth/tokens", body, as: "owner").status == 403)
        #expect(team.call("POST", "/api/v1/auth/tokens", body, as: "root").status == 201)
    }

    @Test func `a token for a namespace means it where no other is named`() throws {
        let token = Team.bearer(try team.token(of: "owner", ["namespace": "shop"]))
        let mock: JSON = ["id": "t", "http": ["route": "/t"], "response": [:]]
        let made = team.served.json("POST", "/api/v1/mocks", mock, fields: token)
        #expect(made.body["mock"]?["namespace"] == "shop")
        _ = team.served.json("POST", "/api/v1/stores/global", ["key": "k", "value": 1], fields: token)
        #expect(team.call("GET", "/api/v1/stores/global?namespace=shop", as: "root").body["k"] == 1)
    }

    @Test func `without accounts there are no tokens to make`() throws {
        let served = try Served()
        let (status, body) = served.json("POST", "/api/v1/auth/tokens", ["name": "t"])
        #expect(status == 409)
        #expect(body["error"]?.string?.contains("--auth required") == true)
        #expect(served.json("GET", "/api/v1/auth/me").body["mode"] == "local")
    }
}
