import Model
import Recorder
import Replay
import TestSupport
import Testing

/// Mocks go out and come back: what they answer is the same. Round trips are played, not compared letter by letter.
@Suite struct MockExportTests {
    private static let source = #"""
        {"mocks": [
          {"id": "list", "http": {"route": "/items", "httpMethod": "GET", "queryParams": [{"path": "page", "assertAction": "equals", "value": "2"}]},
           "response": {"statusCode": 200, "headers": {"X-A": ["1", "2"], "X-Cost": ["\\$.50 and {{up}}"]}, "payload": [{"id": 1, "note": "\\$.x {{y}}"}]}},
          {"id": "one", "http": {"route": "/items/:id", "httpMethod": "GET"},
           "response": {"statusCode": 200, "payload": {"id": "$.pathParam.id", "page": "$.queryParams.page", "trace": "<${$.reqHeader.X-Trace[0]}>"}}},
          {"id": "big", "http": {"route": "/orders", "httpMethod": "POST", "conditions": [{"path": "$.amount", "assertAction": "gt", "value": 1000}]},
           "response": {"statusCode": 402, "payload": "too much"}},
          {"id": "order", "http": {"route": "/orders", "httpMethod": "POST",
             "conditions": [{"path": "$.sku", "assertAction": "matches", "value": "^[a-z]+$"}, {"path": "$.gift", "assertAction": "absent"}],
             "header": [{"path": "X-Mode", "assertAction": "in", "value": ["a", "b"]}]},
           "response": {"statusCode": 201, "payload": {"sku": "$.req.sku", "lines": "$.req.lines", "n": 7, "why": "for ${$.req.sku}: \"$.req.sku\""}},
           "webhooks": [{"url": "http://127.0.0.1:9/hooks/${$.req.sku}", "headers": {"X-Kind": "order"}, "delay": 20,
             "body": {"sku": "$.resp.sku", "n": "$.resp.n", "lines": "$.req.lines"}}]},
          {"id": "file", "http": {"route": "/logo", "httpMethod": "GET"},
           "response": {"statusCode": 200, "headers": {"Content-Type": ["image/x"]}, "payload": "/wD+AQ==", "decode": "base64"}},
          {"id": "rest", "http": {"route": "/files/*"}, "response": {"statusCode": 404, "payload": {"error": "none"}}}
        ]}
        """#

    private struct Asked {
        var method: String
        var target: String
        var fields: [(String, String)] = []
        var body: String?
    }

    private static let requests = [
        Asked(method: "GET", target: "/items?page=2"), Asked(method: "GET", target: "/items?page=3"),
        Asked(method: "GET", target: "/items/17?page=5", fields: [("X-Trace", "t-1")]),
        Asked(method: "POST", target: "/orders", fields: jsonType, body: #"{"amount": 2000}"#),
        Asked(method: "POST", target: "/orders", fields: jsonType, body: #"{"amount": 20}"#),
        Asked(
            method: "POST",
            target: "/orders",
            fields: jsonType + [("X-Mode", "b")],
            body: #"{"sku": "tea", "lines": [1, {"a": null}]}"#
        ),
        Asked(method: "POST", target: "/orders", fields: jsonType + [("X-Mode", "c")], body: #"{"sku": "tea"}"#),
        Asked(
            method: "POST",
            target: "/orders",
            fields: jsonType + [("X-Mode", "a")],
            body: #"{"sku": "tea", "gift": 1}"#
        ),
        Asked(method: "POST", target: "/orders", fields: jsonType + [("X-Mode", "a")], body: #"{"sku": "TEA"}"#),
        Asked(method: "GET", target: "/logo"), Asked(method: "GET", target: "/files/a/b.txt"),
        Asked(method: "GET", target: "/none"),
    ]

    private func mocks() throws -> [Mock] { try MockFile(parsing: Array(Self.source.utf8)).mocks }

    private func answers(_ mocks: [JSON]) throws -> [String] {
        let player = try ImportPlayer(ImportedMocks(mocks: mocks, notes: []))
        return Self.requests.map { request in
            guard let answer = player.answer(request.method, request.target, fields: request.fields, body: request.body)
            else { return "none" }
            let body = String(validating: answer.answer.body, as: UTF8.self) ?? "\(answer.answer.body)"
            return
                "\(answer.answer.status) \(answer.answer.fields.all(named: "X-A")) \(answer.answer.fields.first("X-Cost") ?? "") \(body)"
        }
    }

    @Test func `WireMock's mappings answer as the mocks do`() throws {
        let file = Interchange.file(of: try mocks(), as: .wiremock, version: "1")
        #expect(Interchange.detect(file.bytes) == .wiremock)
        let imported = try Interchange.mocks(from: file.bytes, format: .wiremock)
        #expect(try answers(imported.mocks) == answers(mocks().map(\.json)))
        #expect(try answers(mocks().map(\.json)).filter { $0 == "none" }.count == 6, "the requests go both ways")
        #expect(imported.notes == [], "what was written is what can be read")
    }

    @Test func `WireMock's webhooks say what the request and the fixed parts of the answer say`() throws {
        let file = Interchange.file(of: try mocks(), as: .wiremock, version: "1")
        let order = try #require(file.content["mappings"]?.array?.first { $0["name"] == "order" })
        let parameters = try #require(order["serveEventListeners"]?[0]?["parameters"])
        #expect(order["serveEventListeners"]?[0]?["name"] == "webhook")
        #expect(parameters["url"]?.string == "http://127.0.0.1:9/hooks/{{{jsonPath originalRequest.body '$.sku'}}}")
        #expect(parameters["delay"] == ["type": "fixed", "milliseconds": 20])
        #expect(parameters["headers"]?["X-Kind"] == "order")
        let imported = try Interchange.mocks(from: file.bytes, format: .wiremock)
        let player = try ImportPlayer(imported)
        let answer = try #require(
            player.answer(
                "POST",
                "/orders",
                fields: jsonType + [("X-Mode", "a")],
                body: #"{"sku": "tea", "lines": [1, "two"]}"#
            )
        )
        let job = try #require(answer.jobs.first)
        #expect(String(decoding: job.body, as: UTF8.self) == #"{"sku":"tea","n":7,"lines":[1,"two"]}"#)
    }

    @Test func `Hoverfly's simulation answers as the mocks do, as far as it can ask`() throws {
        let known = try mocks().filter { !["big", "order"].contains($0.id.rawValue) }
        let file = Interchange.file(of: known, as: .hoverfly, version: "1")
        #expect(Interchange.detect(file.bytes) == .hoverfly)
        let imported = try Interchange.mocks(from: file.bytes, format: .hoverfly)
        #expect(try answers(imported.mocks) == answers(known.map(\.json)))
        #expect(imported.notes == [])
        #expect(file.content["meta"]?["schemaVersion"] == "v5.3")
        #expect(file.content.object?.members.map(\.name) == ["data", "meta"])
    }

    @Test(arguments: [
        "1e300", #"{"type":"uniform","lower":1e300,"upper":1e305}"#, #"{"type":"lognormal","median":9,"sigma":60}"#,
        #"{"type":"lognormal","median":1e300,"sigma":1,"maxValue":1e300}"#,
    ])
    func `delays are whole milliseconds within 32 bits`(_ delay: String) throws {
        let source =
            #"{"mocks":[{"id":"m","http":{"route":"/"},"response":{"delay":\#(delay)},"webhooks":[{"url":"http://a.test/","delay":\#(delay)}]}]}"#
        let mocks = try MockFile(parsing: Array(source.utf8)).mocks
        let wiremock = Interchange.file(of: mocks, as: .wiremock, version: "1").content["mappings"]?[0]?["response"]
        let hoverfly = Interchange.file(of: mocks, as: .hoverfly, version: "1").content["data"]?["pairs"]?[0]?[
            "response"
        ]
        let numbers = [
            wiremock?["fixedDelayMilliseconds"], wiremock?["delayDistribution"]?["upper"],
            wiremock?["delayDistribution"]?["median"], hoverfly?["fixedDelay"], hoverfly?["logNormalDelay"]?["mean"],
        ]
        .compactMap { $0 }
        #expect(numbers.count == 2)
        #expect(numbers.allSatisfy { $0.int.map { $0 <= Int(Int32.max) } == true }, "\(numbers)")
    }

    @Test(arguments: ["12", "true"]) func `WireMock gets a lone value as text`(_ payload: String) throws {
        let source = #"{"mocks":[{"id":"m","http":{"route":"/"},"response":{"payload":\#(payload)}}]}"#
        let mocks = try MockFile(parsing: Array(source.utf8)).mocks
        let response = Interchange.file(of: mocks, as: .wiremock, version: "1").content["mappings"]?[0]?["response"]
        #expect(response?["body"] == .string(payload) && response?["jsonBody"] == nil)
    }

    @Test func `what a format cannot say is named with its place`() throws {
        let mocks = try MockFile(
            parsing: Array(
                #"""
                {"mocks": [{"id": "m", "chainId": "c", "ttl": 5, "http": {"route": "/a", "conditions": [{"path": "$.card", "assertAction": "plugin:luhn"}]},
                  "extract": {"gStore": {"k": "$.req.a"}},
                  "response": {"payload": {"k": "$.gS.k", "id": "$.fake.Name"}},
                  "webhooks": [{"url": "http://127.0.0.1:9/", "retryCount": 2, "sign": {"scheme": "stripe", "secretEnv": "S"}, "body": {"id": "$.resp.id"}},
                    {"type": "kafka", "kafkaBrokers": "b:1", "kafkaTopic": "t"}]}]}
                """#
                .utf8
            )
        )
        .mocks
        let wiremock = Interchange.file(of: mocks, as: .wiremock, version: "1").notes.map(\.description)
        for place in [
            "m chainId", "m ttl", "m extract", "m conditions", "m response: $.gS.k", "m response: $.fake.Name",
            "m webhooks[0].retryCount", "m webhooks[0].sign", "m webhooks[0]: $.resp.id", "m webhooks[1]",
        ] {
            #expect(wiremock.contains { $0.hasPrefix(place) }, "\(place) is missing in \(wiremock)")
        }
        let hoverfly = Interchange.file(of: mocks, as: .hoverfly, version: "1").notes.map(\.description)
        for place in ["m chainId", "m conditions", "m webhooks[0]", "m webhooks[1]", "m response: $.gS.k"] {
            #expect(hoverfly.contains { $0.hasPrefix(place) }, "\(place) is missing in \(hoverfly)")
        }
        let mockarty = Interchange.file(of: mocks, as: .mockarty, version: "1").notes.map(\.description)
        #expect(mockarty.contains { $0.hasPrefix("m webhooks[0] sign") }, "\(mockarty)")
    }

    @Test(arguments: ["M-SEARCH", "patch", "ANY", "VERSION2"])
    func `WireMock's methods are capital letters; a mock of another is left out, and named`(_ method: String) throws {
        let mocks = [method, "PROPFIND", nil]
            .map {
                Mock(
                    id: MockID(rawValue: $0 ?? "any"),
                    http: HTTPMatcher(method: $0, route: "/"),
                    reply: .fixed(ReplyTemplate())
                )
            }
        let file = Interchange.file(of: mocks, as: .wiremock, version: "1")
        let methods = (file.content["mappings"]?.array ?? []).map { $0["request"]?["method"] }
        #expect(methods == ["PROPFIND", "ANY"])
        #expect(
            file.notes.map(\.description).filter { $0.hasPrefix("\(method) httpMethod") }.count == 1,
            "\(file.notes)"
        )
    }

    @Test func `sequences become scenarios that end as they do here`() throws {
        func states(_ end: String) throws -> [[String?]] {
            let source =
                "{\"mocks\": [{\"id\": \"s\", \"http\": {\"route\": \"/s\"}, \"oneOf\": {\"end\": \"\(end)\", \"responses\": [{\"statusCode\": 202}, {\"statusCode\": 200}]}}]}"
            let file = Interchange.file(
                of: try MockFile(parsing: Array(source.utf8)).mocks,
                as: .wiremock,
                version: "1"
            )
            return (file.content["mappings"]?.array ?? [])
                .map { [$0["requiredScenarioState"]?.string, $0["newScenarioState"]?.string] }
        }
        #expect(try states("last") == [["Started", "answer 2"], ["answer 2", nil]])
        #expect(try states("wrap") == [["Started", "answer 2"], ["answer 2", "Started"]])
        #expect(try states("exhausted") == [["Started", "answer 2"], ["answer 2", "over"]])
    }

    @Test func `Mockarty's file holds only what Mockarty knows`() throws {
        let file = Interchange.file(of: try mocks(), as: .mockarty, version: "1")
        let text = String(decoding: file.bytes, as: UTF8.self)
        #expect(!text.contains("\"gt\"") && !text.contains("\"absent\"") && !text.contains("\"delay\""))
        #expect(try MockFile(parsing: file.bytes).mocks.count == mocks().count)
        let notes = file.notes.map(\.description)
        #expect(
            notes.contains { $0.hasPrefix("big http.conditions") }
                && notes.contains { $0.hasPrefix("order webhooks[0] delay") }
        )
    }

    @Test(arguments: 0..<30) func `any fixed answer survives a round trip`(_ seed: UInt64) throws {
        var traffic = RandomTraffic(seed: seed)
        var mocks: [Mock] = []
        for index in 0..<6 {
            var reply = ReplyTemplate()
            reply.status = traffic.one(of: [200, 201, 404, 503])
            let value = traffic.json()
            let text = traffic.text()
            switch index % 3 {
            case 0: reply.payload = .object(JSONObject([.init("v", escaped(value))]))
            case 1:
                (reply.payload, reply.fields) = (.string(escaped(text)), [TemplateField("Content-Type", "text/plain")])
            default:
                (reply.payload, reply.decodesBase64, reply.fields) = (
                    .string(Base64.encoded([0xFF, 0, UInt8(index)])), true, [TemplateField("Content-Type", "image/x")]
                )
            }
            mocks.append(
                Mock(
                    id: MockID(rawValue: "m\(index)"),
                    http: HTTPMatcher(method: "GET", route: "/r\(index)"),
                    reply: .fixed(reply)
                )
            )
        }
        let before = try ImportPlayer(ImportedMocks(mocks: mocks.map(\.json), notes: []))
        for format in [ExportFormat.wiremock, .hoverfly, .mockarty] {
            let file = Interchange.file(of: mocks, as: format, version: "1")
            let kind = try #require(ImportFormat(rawValue: format.rawValue))
            let after = try ImportPlayer(Interchange.mocks(from: file.bytes, format: kind))
            for index in mocks.indices {
                let (left, right) = (before.answer("GET", "/r\(index)"), after.answer("GET", "/r\(index)"))
                #expect(left?.answer.status == right?.answer.status, "\(format) seed \(seed)")
                #expect(left?.answer.body == right?.answer.body, "\(format) seed \(seed) mock \(index)")
            }
        }
    }

    private func escaped(_ text: String) -> String { text.replacing("$.", with: "\\$.") }

    private func escaped(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): .string(escaped(text))
        case .array(let elements): .array(elements.map(escaped))
        case .object(let object): .object(JSONObject(object.members.map { .init(escaped($0.name), escaped($0.value)) }))
        default: value
        }
    }
}
