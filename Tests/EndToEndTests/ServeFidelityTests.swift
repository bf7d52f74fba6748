import Foundation
import Model
import TestSupport
import Testing

/// Payloads come out as they went in, and generated ones can be repeated.
@Suite(.serialized) struct ServeFidelityTests {
    private static let payload = #"""
        {"z":1.0,"a":1e3,"big":12345678901234567890,"neg":-0.0,"e":1E+2,"nested":{"b":[],"a":{}},"dup":[1,1.00],
        """#
        .trimmingCharacters(in: .newlines)
        + #""text":"caf\u00e9 \ud83d\ude00 \"q\" \\ / \t \u0000 \u2028","plain":"é 😀","null":null,"t":true}"#

    @Test(arguments: ["/api/v1/mocks", "/mock/create"])
    func `member order, numbers and characters stay`(_ path: String) throws {
        let server = try MockServer(in: try Workplace())
        let created = try server.call(
            "POST",
            path,
            #"{"id":"p","http":{"route":"/p"},"response":{"payload":\#(Self.payload)}}"#
        )
        #expect(created.status == 201)
        let first = try server.call("GET", "/p")
        try expectSame(first.text)
        // As it is shown, and as it is after a change of something else.
        let shown = try server.call("GET", "/api/v1/mocks/p").json["response"]?["payload"]
        try expectSame(String(decoding: (shown ?? .null).serialized(), as: UTF8.self))
        _ = try server.call("PATCH", "/api/v1/mocks/p", #"{"priority":1}"#)
        #expect(try server.call("GET", "/p").text == first.text)
    }

    private func expectSame(_ text: String) throws {
        let (found, wanted) = (try JSON.parse(text), try JSON.parse(Self.payload))
        #expect(found == wanted)
        #expect(found.names == wanted.names)
        for number in ["\"z\":1.0,", "\"a\":1e3,", "12345678901234567890", "-0.0", "1E+2", "[1,1.00]"] {
            #expect(text.contains(number), "\(number) in \(text)")
        }
    }

    @Test func `what came in is quoted as it came`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"""
            {"id":"echo","http":{"route":"/echo"},"extract":{"gStore":{"kept":"$.req.n"}},
             "response":{"payload":{"n":"$.req.n","all":"$.req","text":"n=$.req.n","stored":"$.gS.kept"}}}
            """#
        )
        let answer = try server.call("POST", "/echo", #"{"n":12345678901234567890.10,"b":1,"a":[1e2]}"#)
        let n = "12345678901234567890.10"
        #expect(
            answer.text
                == #"{"n":\#(n),"all":{"n":\#(n),"b":1,"a":[1e2]},"text":"n=\#(n)","stored":\#(n)}"#
        )
        #expect(try server.call("GET", "/api/v1/stores/global").text == #"{"kept":\#(n)}"#)
    }

    @Test func `text, bytes and an empty payload are sent as they are`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(#"{"id":"a","http":{"route":"/a"},"response":{"payload":"just text, {\"no\": json"}}"#)
        try server.create(#"{"id":"b","http":{"route":"/b"},"response":{"payload":"aGkAIQ==","decode":"base64"}}"#)
        try server.create(#"{"id":"c","http":{"route":"/c"},"response":{"statusCode":204}}"#)
        #expect(try server.call("GET", "/a").text == #"just text, {"no": json"#)
        #expect(try server.call("GET", "/b").text == "hi\u{0}!")
        let empty = try server.call("GET", "/c")
        #expect((empty.status, empty.text) == (204, ""))
    }

    @Test func `an expression that nothing resolves stays literal and is logged`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"""
            {"id":"u","http":{"route":"/u"},
             "response":{"headers":{"X-U":"a $.req.b"},"payload":{"a":"$.req.missing","b":"x $.gS.nothing y"}}}
            """#
        )
        let answer = try curl(["-i", "\(server.url)/u"])
        #expect(answer.body.hasSuffix(#"{"a":"$.req.missing","b":"x $.gS.nothing y"}"#), "\(answer.body)")
        #expect(answer.body.contains("X-U: a $.req.b"))
        let line = try server.program.waitForLine { $0.contains("unresolved") ? $0 : nil }
        #expect(line.contains("$.req.missing") && line.contains("$.gS.nothing"), "\(line)")
        let entry = try server.call("GET", "/api/v1/requests?mock=u").json["requests"]?[0]
        #expect(entry?["unresolved"]?.array?.contains("$.req.missing") == true)
    }

    @Test func `the same seed gives the same bytes, in answers and callbacks`() async throws {
        var outcomes: [[String]] = []
        for seed in ["7", "7", "8"] {
            let receiver = try CallbackReceiver()
            let server = try MockServer(in: try Workplace(), ["--seed", seed])
            try server.create(
                #"""
                {"id":"s","http":{"route":"/s"},"response":{"payload":{"id":"$.fake.UUID","name":"$.fake.Name","at":"$.fake.UnixTime",
                  "price":"$.fake.FloatRange(1,2)","code":"$.fake.pattern('[A-Z]{4}-[0-9]{4}')"}},
                 "webhooks":[{"url":"\#(receiver.url())","body":{"id":"$.fake.UUID","of":"$.resp.id","at":"$.time('rfc3339')"}}]}
                """#
            )
            var texts: [String] = []
            for count in 1...3 {
                texts.append(try server.call("GET", "/s").text)
                texts.append(try #require(try await receiver.wait(for: count).last).text)
            }
            outcomes.append(texts)
        }
        #expect(outcomes[0] == outcomes[1])
        #expect(outcomes[0] != outcomes[2])
        #expect(Set(outcomes[0]).count == 6)
    }
}
