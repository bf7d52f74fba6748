import Foundation
import Glibc
import Model
import TestSupport
import Testing

/// What somebody tries who means harm, over the wire against a server that a team shares.
@Suite(.serialized) struct HostileTests {
    private let place: Workplace
    private let server: MockServer
    private let admin: [String]

    init() throws {
        place = try Workplace()
        server = try MockServer(
            in: place,
            ["--auth", "required", "--callback-deny", "127.0.0.0/8"],
            environment: ["UNDERSTUDY_ADMIN_PASSWORD": "correct horse"]
        )
        admin = try Self.session(server, "admin", "correct horse")
        for (login, role) in [("ann", "editor"), ("vic", "viewer")] {
            let user = #"{"id":"u-\#(login)","login":"\#(login)","password":"long enough"}"#
            try expect(201, "POST", "/api/v1/admin/users", user)
            let member = #"{"userId":"u-\#(login)","role":"\#(role)"}"#
            try expect(201, "POST", "/api/v1/namespaces/shop/users", member)
        }
        let secret = #"{"id":"theirs","namespace":"bank","http":{"route":"/t"},"response":{"payload":"t"}}"#
        try expect(201, "POST", "/api/v1/mocks", secret)
    }

    private static func session(_ server: MockServer, _ login: String, _ password: String) throws -> [String] {
        let body = #"{"login":"\#(login)","password":"\#(password)"}"#
        let answer = try server.call("POST", "/api/v1/auth/login", body)
        guard let token = try answer.json["token"]?.string else { throw Unexpected("\(answer.status) \(answer.text)") }
        return ["-H", "Authorization: Bearer \(token)"]
    }

    /// Asks as the admin, or as somebody else, and gives the answer when it has the status.
    @discardableResult
    private func expect(
        _ status: Int,
        _ method: String,
        _ path: String,
        _ body: String? = nil,
        as fields: [String]? = nil,
        at location: SourceLocation = #_sourceLocation
    ) throws -> ServerAnswer {
        let answer = try server.call(method, path, body, (fields ?? admin) + ["--path-as-is"])
        #expect(answer.status == status, "\(method) \(path): \(answer.text)", sourceLocation: location)
        return answer
    }

    private func token(_ body: String, as fields: [String]? = nil) throws -> [String] {
        let made = try expect(201, "POST", "/api/v1/auth/tokens", body, as: fields).json["token"]?.string
        return ["-H", "X-API-Key: \(try #require(made))"]
    }

    @Test func `a token of another namespace, and a viewer who writes, change and see nothing`() throws {
        let ann = try token(#"{"name":"t"}"#, as: Self.session(server, "ann", "long enough"))
        let shop = try token(#"{"name":"t","namespace":"shop"}"#)
        for fields in [ann, shop] {
            try expect(403, "GET", "/api/v1/mocks/theirs", as: fields)
            try expect(403, "GET", "/api/v1/mocks/theirs?namespace=shop", as: fields)
            try expect(403, "PATCH", "/api/v1/mocks/theirs", #"{"namespace":"shop","priority":1}"#, as: fields)
            try expect(403, "DELETE", "/api/v1/mocks/theirs", as: fields + ["-H", "X-Namespace: shop"])
            try expect(403, "POST", "/api/v1/admin/backups", as: fields)
        }
        let viewer = try Self.session(server, "vic", "long enough")
        let mock = #"{"id":"m","namespace":"shop","http":{"route":"/m"},"response":{}}"#
        try expect(403, "POST", "/api/v1/mocks", mock, as: viewer)
        try expect(403, "POST", "/api/v1/stores/global?namespace=shop", #"{"key":"k","value":1}"#, as: viewer)
        try expect(403, "PUT", "/api/v1/namespaces/shop/cleanup-policy", "{}", as: viewer)
        try expect(201, "POST", "/api/v1/mocks", mock.replacing("\"m\"", with: "\"n\""), as: ann)
        #expect(try expect(200, "GET", "/api/v1/mocks").json["total"] == 2)
    }

    @Test func `a token that has expired and a session that has ended open nothing`() throws {
        let soon = Timestamp(seconds: Int64(Date().timeIntervalSince1970) + 2)
        let fields = try token(#"{"name":"t","expires_at":"\#(CalendarDate(soon).rfc3339())"}"#)
        try expect(200, "GET", "/api/v1/mocks", as: fields)
        let deadline = ContinuousClock.now + .seconds(20)
        while try server.call("GET", "/api/v1/mocks", nil, fields).status == 200 {
            try #require(ContinuousClock.now < deadline, "it does not expire")
        }
        #expect(Date().timeIntervalSince1970 >= Double(soon.seconds))
        try expect(401, "GET", "/api/v1/mocks", as: fields)

        let session = try Self.session(server, "ann", "long enough")
        try expect(200, "GET", "/api/v1/auth/me", as: session)
        try expect(200, "POST", "/api/v1/auth/logout", as: session)
        try expect(401, "GET", "/api/v1/auth/me", as: session)
    }

    @Test func `ten thousand failing logins are over soon, hash few passwords and keep nobody else out`() throws {
        let curl = try #require(Programs.find("curl"))
        let attempt = [
            "-sS", "-o", "/dev/null", "-w", "%{http_code}\n", "-d", #"{"login":"ann","password":"wrong guess"}"#,
            "\(server.url)/api/v1/auth/login?[1-10000]",
        ]
        let statuses = try run(curl, attempt).output.split(separator: "\n")
        #expect(statuses.count == 10_000)
        #expect(statuses.count { $0 == "401" } <= 10 && statuses.count { $0 == "429" } >= 9_990)
        try expect(429, "POST", "/api/v1/auth/login", #"{"login":"ann","password":"long enough"}"#, as: [])
        try expect(200, "GET", "/api/v1/auth/me")
    }

    @Test(arguments: [
        "../../../etc/passwd", "..%2F..%2Fetc%2Fpasswd", "..%2Fpwned", "%2e%2e%2f%2e%2e%2fpwned", "....//pwned",
        "a%00b",
        "../outside", "..%2Foutside", "%2e%2e%2Foutside",
    ])
    func `a name is no path, of a template or of a backup`(_ name: String) throws {
        try putBackupOutside()
        let before = try files()
        for method in ["PUT", "GET", "DELETE"] {
            let answer = try server.call(method, "/api/v1/templates/\(name)", "x", admin + ["--path-as-is"])
            #expect(answer.status < 500 && !answer.text.contains("root:"), "\(method): \(answer.text)")
        }
        for (method, more) in [("GET", ""), ("GET", "/download"), ("POST", "/restore"), ("DELETE", "")] {
            let answer = try server.call(method, "/api/v1/admin/backups/\(name)\(more)", nil, admin + ["--path-as-is"])
            #expect([400, 404, 405].contains(answer.status), "\(method) \(more): \(answer.text)")
        }
        #expect(try files() == before)
    }

    /// A backup that is whole, and lies beside the folder of backups under the name that leads there.
    private func putBackupOutside() throws {
        let id = try #require(try expect(201, "POST", "/api/v1/admin/backups").json["id"]?.string)
        let (inside, outside) = ("\(place.database)-backups/\(id)", place.folder.path("outside"))
        let facts = try String(contentsOfFile: "\(inside).json", encoding: .utf8).replacing(id, with: "../outside")
        try facts.write(toFile: "\(outside).json", atomically: true, encoding: .utf8)
        try FileManager.default.copyItem(atPath: "\(inside).db", toPath: "\(outside).db")
    }

    /// What lies in the folder, and what a name may have put above it.
    private func files() throws -> [String] {
        var folder = URL(filePath: place.folder.path(""))
        var strays: [String] = []
        while folder.path() != "/" {
            folder = folder.deletingLastPathComponent()
            let stray = folder.appending(path: "pwned").path()
            if FileManager.default.fileExists(atPath: stray) { strays.append(stray) }
        }
        return try FileManager.default.subpathsOfDirectory(atPath: place.folder.path("")).sorted() + strays
    }

    @Test func `a mock's header that holds a line break adds no field`() throws {
        func fields(_ answer: ServerAnswer) -> [String] {
            answer.text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        }
        for (number, value) in [#"x\r\nSet-Cookie: stolen=1"#, #"x\nSet-Cookie: stolen=1"#].enumerated() {
            let mock = #"""
                {"id":"h\#(number)","http":{"route":"/h\#(number)"},
                 "response":{"headers":{"X-A":"\#(value)"},"payload":"p"}}
                """#
            try expect(201, "POST", "/api/v1/mocks", mock)
            let answer = fields(try server.call("GET", "/stubs/sandbox/h\(number)", nil, ["-i"]))
            #expect(answer.contains { $0.hasPrefix("x-a: x ") } && !answer.contains { $0.hasPrefix("set-cookie") })
        }
        let echo =
            #"{"id":"e","http":{"route":"/e","httpMethod":"POST"},"response":{"headers":{"X-A":"$.req.v"},"payload":"p"}}"#
        try expect(201, "POST", "/api/v1/mocks", echo)
        for value in [#"x\r\nSet-Cookie: stolen=1"#, #"x\nSet-Cookie: stolen=1\r\n\r\n<html>"#] {
            let answer = try server.call("POST", "/stubs/sandbox/e", #"{"v":"\#(value)"}"#, ["-i"])
            #expect(answer.status == 200 && fields(answer).contains { $0.hasPrefix("x-a: x ") })
            #expect(!fields(answer).contains { $0.hasPrefix("set-cookie") || $0 == "<html>" }, "\(answer.text)")
        }
    }

    @Test func `an import that is packed is not unpacked, and takes no memory`() throws {
        let (plain, bomb) = (place.folder.path("zeros"), place.folder.path("bomb.gz"))
        try #require(FileManager.default.createFile(atPath: plain, contents: nil))
        #expect(truncate(plain, 512 << 20) == 0, "512 MiB that take no room")
        #expect(try run("/bin/sh", ["-c", "gzip -9 -c \(plain) >\(bomb)"]).status == 0)
        let before = try memory()
        for (path, fields) in [
            ("/api/v1/import?format=auto", ["-H", "Content-Encoding: gzip"]), ("/api/v1/import?format=har", []),
            ("/api/v1/generators/openapi", ["-H", "Content-Encoding: gzip"]),
            ("/api/v1/admin/backups/upload", ["-H", "Content-Encoding: gzip"]),
        ] {
            let answer = try server.call("POST", path, "@\(bomb)", admin + fields)
            #expect([400, 413, 415].contains(answer.status), "\(path): \(answer.status) \(answer.text.prefix(200))")
        }
        var aliases = "a0: &a0 [x]\n"
        for level in 1...9 {
            aliases +=
                "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ","))]\n"
        }
        let yaml = place.folder.path("aliases.yaml")
        try "openapi: 3.0.0\n\(aliases)".write(toFile: yaml, atomically: true, encoding: .utf8)
        try expect(400, "POST", "/api/v1/import?format=openapi", "@\(yaml)")
        let after = try memory()
        #expect(after < before + 200 << 10, "\(before) KiB, then \(after) KiB")
    }

    /// The resident set of the server at its highest, in KiB.
    private func memory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(server.program.pid)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
    }

    @Test func `an event webhook to a denied address is not sent`() async throws {
        let receiver = try CallbackReceiver()
        let webhook = #"{"operation":"mock.create","url":"\#(receiver.url("/hook"))"}"#
        try expect(201, "POST", "/api/v1/namespaces/shop/webhooks", webhook)
        let mock = #"{"id":"m","namespace":"shop","http":{"route":"/m"},"response":{}}"#
        try expect(201, "POST", "/api/v1/mocks", mock)
        let settled = try server.settledCallbacks(as: admin)
        #expect(settled.map { $0["state"] } == ["failed"])
        #expect(settled.first?["attempts"]?[0]?["reason"]?.string?.contains("--callback-deny") == true)
        #expect(receiver.received.isEmpty)
    }

    @Test func `a body that is huge or nests without end is refused before it is read whole`() throws {
        let huge = place.folder.path("huge")
        try #require(FileManager.default.createFile(atPath: huge, contents: nil))
        #expect(truncate(huge, 160 << 20) == 0)
        let before = try memory()
        try expect(413, "POST", "/api/v1/mocks", "@\(huge)")
        try expect(413, "POST", "/api/v1/admin/backups/upload", "@\(huge)")
        let deep = place.folder.path("deep")
        try Data(repeating: 0x5B, count: 4 << 20).write(to: URL(filePath: deep))
        for path in ["/api/v1/mocks", "/api/v1/import", "/api/v1/requests/verify", "/api/v1/auth/login"] {
            try expect(400, "POST", path, "@\(deep)")
        }
        #expect(try memory() < before + 100 << 10)
        try expect(200, "GET", "/health")
    }
}
