import Foundation
import Model
import TestSupport
import Testing

/// A server that a team shares: users, tokens, and what is asked of those who have neither.
@Suite(.serialized) struct AccountTests {
    private static let admin = ["UNDERSTUDY_ADMIN_PASSWORD": "correct horse"]

    /// A server with accounts and its first admin.
    private func server(_ place: Workplace, _ more: [String] = []) throws -> MockServer {
        try MockServer(in: place, ["--auth", "required"] + more, environment: Self.admin)
    }

    /// Logs in; gives the field that later requests send.
    private func session(
        _ server: MockServer,
        _ login: String = "admin",
        _ password: String = "correct horse"
    ) throws -> [String] {
        let body = #"{"login":"\#(login)","password":"\#(password)"}"#
        let answer = try server.call("POST", "/api/v1/auth/login", body)
        guard let token = try answer.json["token"]?.string else { throw Unexpected("\(answer.status) \(answer.text)") }
        return ["-H", "Authorization: Bearer \(token)"]
    }

    @Test func `an address that others reach needs an admin, and says how to make one`() throws {
        let place = try Workplace()
        let arguments = ["serve", "--db", place.database, "--listen", "0.0.0.0:0", "--ca-dir", place.caFolder]
        let refused = try place.understudy(arguments)
        #expect(refused.status == 64)
        #expect(refused.errors.contains("UNDERSTUDY_ADMIN_PASSWORD"), "\(refused.errors)")
        let open = try place.understudy(arguments + ["--auth", "local"])
        #expect(open.status == 64)
        #expect(open.errors.contains("0.0.0.0:0"), "\(open.errors)")
        let short = try place.understudy(arguments, environment: ["UNDERSTUDY_ADMIN_PASSWORD": "short"])
        #expect(short.status == 64)
        #expect(short.errors.contains("8 characters") && !short.errors.contains("\"short\""), "\(short.errors)")
    }

    @Test func `the first admin makes a token, with which programs work after a restart too`() throws {
        let place = try Workplace()
        let first = try server(place)
        #expect(try first.call("GET", "/api/v1/mocks").status == 401)
        #expect(try first.call("GET", "/health").status == 200)
        let admin = try session(first)
        let made = try first.call("POST", "/api/v1/auth/tokens", #"{"name":"ci"}"#, admin)
        #expect(made.status == 201, "\(made.text)")
        let token = try #require(try made.json["token"]?.string)
        let mock = #"{"id":"m","http":{"route":"/m"},"response":{"payload":"m"}}"#
        #expect(try first.call("POST", "/api/v1/mocks", mock, ["-H", "X-API-Key: \(token)"]).status == 201)
        #expect(try first.call("GET", "/m").text == "m", "mocks need no token")
        #expect(first.program.stop() == 0)

        // There is an admin now: nothing has to be said any more, and another password changes nothing.
        let again = try MockServer(
            in: place,
            ["--auth", "required"],
            environment: ["UNDERSTUDY_ADMIN_PASSWORD": "another password"]
        )
        #expect(try again.call("GET", "/api/v1/mocks", nil, ["-H", "X-API-Key: \(token)"]).json["total"] == 1)
        #expect(try again.call("GET", "/api/v1/mocks", nil, admin).status == 200, "a session outlives a restart")
        let listed = try run(
            Programs.understudy,
            ["callbacks", "--server", again.url],
            environment: ["UNDERSTUDY_TOKEN": token]
        )
        #expect(listed.status == 0, "\(listed.errors)")
        #expect(try again.callbacks().errors.contains("/api/v1/auth/login"))
        for secret in [token, "correct horse"] {
            let bytes = try Data(contentsOf: URL(filePath: place.database))
            #expect(bytes.firstRange(of: Data(secret.utf8)) == nil)
            #expect(!(first.program.output + again.program.output).joined().contains(secret))
        }
    }

    @Test func `a server that only its machine reaches needs no token, with or without accounts in its database`()
        throws
    {
        let place = try Workplace()
        #expect(try server(place).program.stop() == 0)
        let local = try MockServer(in: place)
        #expect(try local.call("GET", "/api/v1/auth/me").json["mode"] == "local")
        // The way back in for who forgot the password.
        let body = #"{"password":"battery staple"}"#
        #expect(try local.call("PUT", "/api/v1/admin/users/admin/password", body).status == 200)
        #expect(local.program.stop() == 0)
        let again = try MockServer(in: place, ["--auth", "required"])
        _ = try session(again, "admin", "battery staple")
    }

    @Test func `a viewer writes nothing, and what becomes of people and namespaces is told with who did it`()
        async throws
    {
        let receiver = try CallbackReceiver()
        let server = try server(try Workplace(), ["--redirect-callbacks", "http://hook.test=\(receiver.url(""))"])
        let admin = try session(server)
        for operation in ["user.create", "namespace.create", "namespace.user.add"] {
            let webhook = #"""
                {"operation":"\#(operation)","url":"http://hook.test/\#(operation)",
                 "body":"$.event.operation $.event.subject by $.event.actor"}
                """#
            #expect(try server.call("POST", "/ui/api/admin/webhooks", webhook, admin).status == 201)
        }
        let plain = #"{"operation":"user.add_to_namespace","url":"http://hook.test/plain"}"#
        #expect(try server.call("POST", "/ui/api/namespaces/shop/webhooks", plain, admin).status == 201)
        let ann = #"{"id":"u-ann","login":"ann","password":"long enough"}"#
        #expect(try server.call("POST", "/api/v1/admin/users", ann, admin).status == 201)
        #expect(try server.call("POST", "/api/v1/admin/users", ann, admin).status == 409)
        #expect(try server.call("POST", "/api/v1/namespaces", #"{"name":"shop"}"#, admin).status == 201)
        let member = #"{"userId":"u-ann","role":"viewer"}"#
        #expect(try server.call("POST", "/api/v1/namespaces/shop/users", member, admin).status == 201)

        let calls = try await receiver.wait(for: 4)
        let texts = Dictionary(calls.map { ($0.target, $0.text) }) { $1 }
        #expect(texts["/user.create"] == "user.create ann by admin")
        #expect(texts["/namespace.create"] == "namespace.create shop by admin")
        #expect(texts["/namespace.user.add"] == "namespace.user.add ann by admin")
        let event = try JSON.parse(texts["/plain"] ?? "")
        #expect(event["operation"] == "user.add_to_namespace", "without a body the event itself is sent")
        #expect(event["namespace"] == "shop" && event["user"]?["role"] == "viewer")

        let viewer = try session(server, "ann", "long enough")
        let mock = #"{"id":"m","namespace":"shop","http":{"route":"/m"},"response":{}}"#
        #expect(try server.call("POST", "/api/v1/mocks", mock, viewer).status == 403)
        #expect(try server.call("GET", "/api/v1/mocks?namespace=shop", nil, viewer).json["total"] == 0)
        #expect(try server.call("GET", "/api/v1/admin/audit", nil, viewer).status == 403)
        let audit = try server.call("GET", "/api/v1/admin/audit?actor=ann", nil, admin).json["entries"]
        #expect(audit?[0]?["operation"] == "POST /api/v1/mocks")
        #expect(audit?[0]?["status"] == 403)
        #expect(audit?[0]?["address"] == "127.0.0.1")
        #expect(try server.settledCallbacks(as: admin).count == 4)
        let seen = try server.call("GET", "/api/v1/callbacks?namespace=shop", nil, viewer).json
        #expect(seen["total"] == 1, "what the server's webhooks say is for admins")
        #expect(seen["callbacks"]?[0]?["target"]?.string?.hasSuffix("/plain") == true)
    }

    @Test func `a namespace is deleted with its mocks, and comes back with them over a restart`() throws {
        let place = try Workplace()
        let first = try MockServer(in: place)
        try first.create(#"{"id":"m","namespace":"shop","http":{"route":"/m"},"response":{"payload":"m"}}"#)
        #expect(try first.call("DELETE", "/api/v1/namespaces/shop").json["mocks"] == 1)
        #expect(try first.call("GET", "/stubs/shop/m").status == 404)
        #expect(first.program.stop() == 0)
        let again = try MockServer(in: place)
        #expect(try again.call("POST", "/api/v1/namespaces/shop/restore").json["mocks"] == 1)
        #expect(try again.call("GET", "/stubs/shop/m").text == "m")
    }

    @Test func `Mockarty's own client works with a token, and is refused without one`() throws {
        let python = try #require(Programs.find("python3"), "python3 is missing; run scripts/setup test")
        let server = try server(try Workplace())
        let admin = try session(server)
        for login in ["ann", "bob"] {
            let user = #"{"id":"u-\#(login)","login":"\#(login)","password":"long enough"}"#
            #expect(try server.call("POST", "/api/v1/admin/users", user, admin).status == 201)
        }
        func token(_ body: String) throws -> String {
            try #require(try server.call("POST", "/api/v1/auth/tokens", body, admin).json["token"]?.string)
        }
        let arguments = [
            PythonTools.script("mockarty_team.py"), server.url, try token(#"{"name":"all"}"#),
            try token(#"{"name":"team","namespace":"team"}"#),
            try token(#"{"name":"reader","namespace":"team","allowed_actions":["read"]}"#),
        ]
        let result = try run(
            python,
            arguments,
            environment: ["PYTHONPATH": try PythonTools.packages(holding: "mockarty")]
        )
        let lines = result.output.split(separator: "\n")
        #expect(lines.filter { !$0.hasPrefix("ok ") } == [], "\(result.errors)")
        #expect(lines.count == 7, "\(result.output)\(result.errors)")
        #expect(result.status == 0)
    }
}
