import Foundation
import Model
import TestSupport
import Testing

/// Sessions of `serve`: traffic with its webhooks is recorded over the API and becomes mocks of the same server.
@Suite(.serialized) struct RecorderSessionTests {
    private static let answer = #"{"id":"ord_9f2c4e71ab53","status":"new"}"#

    /// A staging system that answers each order with an id, over plain HTTP.
    private static func staging() throws -> CallbackReceiver {
        try CallbackReceiver { _, _ in
            .status(201, fields: [("Content-Type", "application/json")], body: Self.answer)
        }
    }

    /// Starts a session; its id and its URLs, the proxy's first.
    private func start(_ server: MockServer, _ settings: JSON) throws -> (path: String, urls: [String]) {
        let answer = try server.call(
            "POST",
            "/api/v1/recorder/start",
            String(decoding: settings.serialized(), as: UTF8.self)
        )
        guard answer.status == 201 else { throw Unexpected("\(answer.status) \(answer.text)") }
        let session = try answer.json
        let webhooks = session["webhooks"]?.array?.compactMap { $0["url"]?.string } ?? []
        return ("/api/v1/recorder/\(session["id"]?.string ?? "")", [session["url"]?.string ?? ""] + webhooks)
    }

    @Test func `an order and the webhook that it causes become a mock that fires the callback`() async throws {
        let ids = ["ord_7d1e90ab34cf", "ord_c02b5f8e6a17"]
        let staging = try CallbackReceiver { _, index in
            let body = #"{"id":"\#(ids[index])","status":"new"}"#
            return .status(201, fields: [("Content-Type", "application/json")], body: body)
        }
        let app = try CallbackReceiver()
        let server = try MockServer(in: try Workplace())
        let (path, urls) = try start(
            server,
            [
                "name": "orders", "targetUrl": .string(staging.url("")), "port": 0,
                "webhooks": [["port": 0, "targetUrl": .string(app.url("/hooks"))]],
            ]
        )
        let json = ["-H", "Content-Type: application/json", "-d"]
        for number in 1...2 {
            #expect(try curl(json + [#"{"sku":"a-\#(number)"}"#, "\(urls[0])/orders"]).status == 201)
            // What staging would send: to the session's address, which passes it on to the application.
            let event = #"{"event":"order.created","order":"\#(ids[number - 1])"}"#
            #expect(try curl(json + [event, urls[1]]).status == 200)
            #expect(try await app.wait(for: number).last?.text == event)
        }
        let stopped = try server.call("POST", "\(path)/stop").json
        #expect(stopped["entryCount"] == 2 && stopped["webhookCount"] == 2)

        let webhook = try #require(try server.call("GET", "\(path)/webhooks").json["webhooks"]?[0])
        #expect(webhook["attribution"]?["cause"]?.string != nil && webhook["attribution"]?["confidence"]?.number != nil)
        let made = try server.call("POST", "\(path)/mocks").json
        #expect(made["created"] == 1 && made["webhooks"] == 1, "\(made)")
        #expect(try server.call("POST", "\(path)/check").json["complete"] == true)

        let answered = try server.call("POST", "/orders", #"{"sku":"never-seen"}"#)
        let id = try #require(try answered.json["id"]?.string)
        #expect(answered.status == 201 && id.hasPrefix("ord_") && !ids.contains(id))
        let call = try #require(try await app.wait(for: 3).last)
        #expect(try JSON.parse(call.text)["order"] == .string(id))
    }

    @Test func `what was just answered is there when it is asked for`() throws {
        let staging = try Self.staging()
        let server = try MockServer(in: try Workplace())
        let (path, urls) = try start(server, ["targetUrl": .string(staging.url("")), "port": 0])
        for number in 1...5 {
            #expect(try curl(["-d", "{}", "\(urls[0])/orders"]).status == 201)
            #expect(try server.call("GET", "\(path)/entries").json["total"] == .int(number))
            #expect(try server.call("POST", "\(path)/mocks").json["report"]?["exchanges"] == .int(number))
        }
    }

    @Test func `an intercepting session records what is inside TLS, and its restart goes on`() throws {
        let place = try Workplace()
        let endpoint = try WebhookEndpoint()
        let staging = place.folder.path("staging")
        let root = try StagingShop.makeRoot(in: staging)
        let shop = try StagingShop(webhookURL: endpoint.url, tlsFolder: staging, secret: "whsec_c2VjcmV0")
        let server = try MockServer(in: place, ["--upstream-ca", root])
        let (path, urls) = try start(server, ["mode": "intercept", "port": 0])
        func order() throws -> Int {
            try curl([
                "-x", urls[0], "--cacert", place.root, "-H", "Authorization: Bearer sk_demo_1234567890abcdef", "-d",
                #"{"sku":"x","quantity":1,"unit_cents":307,"customer":"c"}"#, "-H", "Content-Type: application/json",
                "\(shop.url)/orders",
            ])
            .status
        }
        #expect(try order() == 201)
        let port = try #require(urls[0].split(separator: ":").last.flatMap { Int($0) })
        _ = try server.call("POST", "\(path)/stop")
        #expect(try server.call("PATCH", path, #"{"port":\#(port)}"#).status == 200)
        #expect(try server.call("POST", "\(path)/start").status == 200)
        #expect(try order() == 201)
        #expect(try server.call("POST", "\(path)/stop").json["entryCount"] == 2)
        let list = try server.call("GET", "\(path)/entries?path=/orders&status=201&bodies=true").json
        #expect(list["total"] == 2 && list["entries"]?[0]?["url"]?.string == "\(shop.url)/orders")
        // One secret has one placeholder, before and after the restart.
        let secrets = list["entries"]?.array?.compactMap { $0["requestHeaders"]?["Authorization"]?[0]?.string } ?? []
        #expect(secrets.count == 2 && Set(secrets).count == 1 && secrets[0].contains("redacted-"))
    }

    @Test func `a session is listed as stopped after a crash, and its recording is whole`() throws {
        let place = try Workplace()
        let staging = try Self.staging()
        let server = try MockServer(in: place)
        let (path, urls) = try start(server, ["targetUrl": .string(staging.url("")), "port": 0])
        #expect(try curl(["-d", "{}", "\(urls[0])/a"]).status == 201)
        var isCommitted = false
        while !isCommitted { isCommitted = try server.call("GET", "\(path)/entries").json["total"] == 1 }
        server.program.stop(SIGKILL)
        let again = try MockServer(in: place)
        let session = try again.call("GET", path).json
        #expect(session["status"] == "stopped" && session["entryCount"] == 1)
        #expect(try again.call("POST", "\(path)/start").json["status"] == "recording")
        again.program.stop()
        let listed = try place.understudy(["recordings", "--db", place.database, "--format", "json"])
        #expect(listed.output.contains("\"finished\""), "\(listed.output)")
    }

    @Test func `a port in use is told, and leaves nothing behind`() throws {
        let server = try MockServer(in: try Workplace())
        let other = LoopbackServer { _, _ in }
        defer { other.stop() }
        let answer = try server.call("POST", "/api/v1/recorder/start", #"{"port":\#(other.port)}"#)
        #expect(answer.status == 409 && answer.text.contains("port \(other.port) is in use"))
        #expect(try server.call("GET", "/api/v1/recorder/sessions").json["total"] == 0)
    }

    @Test func `events arrive while they happen, and the stream ends with the server`() throws {
        let staging = try Self.staging()
        let server = try MockServer(in: try Workplace())
        let reader = try RunningProgram(
            try #require(Programs.find("curl")),
            ["-sN", "--max-time", "30", "\(server.url)/api/v1/recorder/events"]
        )
        _ = try reader.waitForLine { $0.hasPrefix(":") ? true : nil }
        let (path, urls) = try start(server, ["targetUrl": .string(staging.url("")), "port": 0])
        #expect(try curl(["-d", "{}", "\(urls[0])/orders?secret=1"]).status == 201)
        let told = try reader.waitForLine { line in
            line.hasPrefix("data: ") && line.contains("\"kind\":\"exchange\"") ? line : nil
        }
        #expect(told.contains("\"path\":\"/orders\"") && !told.contains("secret"))
        _ = try server.call("POST", "\(path)/stop")
        _ = try reader.waitForLine { $0.contains("\"status\":\"stopped\"") ? true : nil }
        #expect(server.program.stop() == 0)
        #expect(reader.wait() == 0)
    }

    @Test func `traffic is changed on its way, and recorded as it came`() throws {
        let staging = try Self.staging()
        let server = try MockServer(in: try Workplace())
        let (path, urls) = try start(server, ["targetUrl": .string(staging.url("/base")), "port": 0])
        let wanted = #"""
            {"requestModifications":{"headers":{"add":{"X-Added":"1"},"remove":["X-Gone"]},"bodyMasks":["$.card.number"]},
             "responseModifications":{"headers":{"X-Via":"understudy"},"bodyMasks":["id"],"maskValue":"hidden"},
             "urlRewrite":{"from":"/base/v1","to":"/v2"},"bandwidthKbps":8}
            """#
        #expect(try server.call("PUT", "\(path)/modifications", wanted).status == 200)
        let start = ContinuousClock.now
        let answer = try curl([
            "-i", "-H", "X-Gone: g", "-H", "Content-Type: application/json", "-d",
            #"{"card":{"number":"4111"},"n":1.50}"#,
            "\(urls[0])/v1/orders?q=1",
        ])
        #expect(answer.body.hasSuffix(#"{"id":"hidden","status":"new"}"#) && answer.body.contains("X-Via: understudy"))
        #expect(ContinuousClock.now - start >= .milliseconds(25))
        let asked = try #require(staging.received.first)
        #expect(asked.target == "/v2/orders?q=1" && asked.text == #"{"card":{"number":"***"},"n":1.50}"#)
        #expect(asked.fields.first("X-Added") == "1" && asked.fields.first("X-Gone") == nil)

        #expect(try server.call("PUT", "\(path)/modifications", #"{"errorRate":1,"errorStatus":503}"#).status == 200)
        #expect(try curl(["\(urls[0])/v1/orders"]).status == 503)
        _ = try server.call("POST", "\(path)/stop")
        let entries = try server.call("GET", "\(path)/entries?bodies=true").json["entries"]
        #expect(entries?[0]?["responseBody"]?.string == Self.answer && entries?[0]?["path"] == "/v1/orders")
        #expect(entries?[0]?["requestBody"]?.string?.contains("4111") == true)
        #expect(entries?[1]?["error"]?.string?.contains("recorder's settings") == true)
    }

    @Test func `webhooks are changed on their way where that is said of them, and only there`() throws {
        let (staging, app) = (try Self.staging(), try CallbackReceiver())
        let server = try MockServer(in: try Workplace())
        let (path, urls) = try start(
            server,
            [
                "targetUrl": .string(staging.url("")), "port": 0,
                "webhooks": [["port": 0, "targetUrl": .string(app.url("/hooks"))]],
            ]
        )
        let json = ["-H", "Content-Type: application/json", "-d", #"{"card":"4111"}"#]
        let forTraffic = #"{"headerRules":{"set":{"X-A":"1"}}}"#
        #expect(try server.call("PUT", "\(path)/modifications", forTraffic).status == 200)
        #expect(try curl(json + [urls[1]]).status == 200)
        let forWebhooks = #"""
            {"webhookModifications":{"headerRules":{"set":{"X-B":"2"}},"bodyRules":{"maskFields":["card"]},"chaos":{"latencyMs":60}}}
            """#
        #expect(try server.call("PUT", "\(path)/modifications", forWebhooks).json["warnings"] == nil)
        let start = ContinuousClock.now
        #expect(try curl(json + [urls[1]]).status == 200)
        #expect(ContinuousClock.now - start >= .milliseconds(60))
        #expect(try curl(json + ["\(urls[0])/orders"]).status == 201)
        #expect(app.received.map { $0.fields.first("X-A") } == [nil, nil])
        #expect(app.received.map { $0.fields.first("X-B") } == [nil, "2"])
        #expect(app.received.map(\.text) == [#"{"card":"4111"}"#, #"{"card":"***"}"#])
        #expect(staging.received.map { $0.fields.first("X-B") } == [nil])
        #expect(staging.received.map(\.text) == [#"{"card":"4111"}"#])

        let failing = #"{"webhookModifications":{"errorRate":1,"errorStatus":502}}"#
        #expect(try server.call("PUT", "\(path)/modifications", failing).status == 200)
        #expect(try curl(json + [urls[1]]).status == 502)
        #expect(try curl(json + ["\(urls[0])/orders"]).status == 201)
        _ = try server.call("POST", "\(path)/stop")
        let webhooks = try server.call("GET", "\(path)/webhooks").json["webhooks"]?.array ?? []
        #expect(webhooks.first?["requestBody"]?.string?.contains("4111") == true, "as it came")
    }

    @Test(arguments: [
        (#"{"urlRewrite":[{"from":"/x","to":"/y"},{"from":"/v1","to":"/v2"}]}"#, "/v1?a=b", "/v2?a=b"),
        (#"{"urlRewrite":{"from":"/v1","to":"/v2"}}"#, "/v10/a", "/v10/a"),
        (#"{"urlRewrite":{"from":"/v1/","to":"/"}}"#, "/v1/a", "/a"),
    ])
    func `a rewrite replaces the beginning of a path, segment by segment`(
        wanted: String,
        asked: String,
        sent: String
    ) throws {
        let staging = try Self.staging()
        let server = try MockServer(in: try Workplace())
        let (path, urls) = try start(server, ["targetUrl": .string(staging.url("")), "port": 0])
        #expect(try server.call("PUT", "\(path)/modifications", wanted).status == 200)
        #expect(try curl(["\(urls[0])\(asked)"]).status == 201)
        #expect(staging.received.map(\.target) == [sent])
    }

    @Test func `masks reach into lists, forms and coded contents`() throws {
        // {"secret":"s","n":1.50}
        let gzip = try #require(Base64.decoded("H4sIAAAAAAACA6tWKk5NLkotUbJSKlbSUcpTsjLUMzWoBQCswdeyFwAAAA=="))
        let staging = try CallbackReceiver { request, _ in
            if request.target == "/coded" {
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                return .raw(Array("\(head)Content-Length: \(gzip.count)\r\n\r\n".utf8) + gzip)
            }
            return .status(
                200,
                fields: [("Content-Type", "application/json")],
                body: #"{"cards":[{"n":"1"},{"n":"2"}],"n":"3","pin":null,"deep":{"PIN":4}}"#
            )
        }
        let server = try MockServer(in: try Workplace())
        let (path, urls) = try start(server, ["targetUrl": .string(staging.url("")), "port": 0])
        let wanted = #"{"bodyRules":{"maskFields":["$.cards[*].n","pin","secret"],"maskValue":"-"}}"#
        #expect(try server.call("PUT", "\(path)/modifications", wanted).status == 200)
        let masked = #"{"cards":[{"n":"-"},{"n":"-"}],"n":"3","pin":null,"deep":{"PIN":"-"}}"#
        #expect(try curl(["\(urls[0])/"]).body == masked)
        let coded = try curl(["-i", "\(urls[0])/coded"]).body
        #expect(coded.hasSuffix(#"{"secret":"-","n":1.50}"#) && !coded.contains("Content-Encoding"))
        #expect(try curl(["-d", "a=1&pin=12%2034&b=2", "\(urls[0])/"]).status == 200)
        #expect(staging.received.last?.text == "a=1&pin=-&b=2")
    }

    @Test func `sessions that record at once keep their traffic apart`() throws {
        let staging = try Self.staging()
        let server = try MockServer(in: try Workplace())
        let sessions = try (0..<4)
            .map { _ in try start(server, ["targetUrl": .string(staging.url("")), "port": 0]) }
        #expect(Set(sessions.map(\.urls[0])).count == 4)
        DispatchQueue.concurrentPerform(iterations: 4) { number in
            let places = (0..<25).map { "\(sessions[number].urls[0])/session-\(number)/\($0)" }
            _ = try? curl(places)
        }
        var ids: Set<String> = []
        for (number, session) in sessions.enumerated() {
            #expect(try server.call("POST", "\(session.path)/stop").json["entryCount"] == 25)
            let entries = try server.call("GET", "\(session.path)/entries?path=/session-\(number)/*").json
            #expect(entries["total"] == 25)
            ids.formUnion(entries["entries"]?.array?.compactMap { $0["id"]?.string } ?? [])
        }
        #expect(ids.count == 100)
    }
}
