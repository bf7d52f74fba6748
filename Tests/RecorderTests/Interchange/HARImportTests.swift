import Model
import Recorder
import Replay
import Testing

@Suite struct HARImportTests {
    private func archive(_ entries: String...) -> String {
        "{\"log\": {\"version\": \"1.2\", \"entries\": [\(entries.joined(separator: ","))]}}"
    }

    private func entry(
        _ url: String,
        method: String = "GET",
        postData: String? = nil,
        status: Int = 200,
        headers: String = "",
        content: String = "{}"
    ) -> String {
        let data = postData.map { ", \"postData\": \($0)" } ?? ""
        return """
            {"request": {"method": "\(method)", "url": "\(url)"\(data)},
             "response": {"status": \(status), "headers": [\(headers)], "content": \(content)}}
            """
    }

    @Test func recordedAnswersComeBackByteForByte() throws {
        let player = try ImportPlayer(ImportFixtures.imported("shop.har"))
        let items = try #require(player.answer("GET", "/api/items?sort=price&tag=sale&tag=new"))
        #expect(
            String(decoding: items.answer.body, as: UTF8.self)
                == #"[{"id":1,"price":10.50,"note":"from $.50"},{"id":2,"price":1e3}]"#
        )
        #expect(items.answer.fields.first("x-price") == "$.50 and up")
        #expect(items.answer.fields.all(named: "set-cookie") == ["a=1; Path=/", "b=2; Path=/"])
        #expect(items.answer.fields.first("Content-Encoding") == nil)
        #expect(items.answer.fields.first("Content-Length") == nil)
        #expect(player.answer("GET", "/logo.gif")?.answer.body == [0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0])
        #expect(player.status("GET", "/caf%c3%a9/:menu") == 200)
        #expect(player.status("GET", "/caf%c3%a9/other") == nil)
    }

    @Test func theSameRequestAnswersInTheOrderRecorded() throws {
        let player = try ImportPlayer(ImportFixtures.imported("shop.har"))
        let body = #"{"gift":{"to":[],"wrap":true},"item":1}"#
        let statuses = (0..<4).map { _ in player.status("POST", "/api/orders", fields: jsonType, body: body) }
        #expect(statuses == [202, 201, 201, 201])
        #expect(player.status("POST", "/api/orders", fields: jsonType, body: #"{"item":2}"#) == nil)
    }

    @Test func equalAnswersAreOne() throws {
        let entry = entry("http://a.test/x", content: #"{"text": "hi"}"#)
        #expect(try imported(archive(entry, entry), as: .har).mocks.first?["response"] != nil)
    }

    @Test func formsAreComparedByField() throws {
        let player = try ImportPlayer(ImportFixtures.imported("shop.har"))
        #expect(player.status("POST", "/login", fields: formType, body: "role=a&user=ada&role=b") == 303)
        #expect(
            player.answer("POST", "/login", fields: formType, body: "role=a&user=ada&role=b")?.answer.fields
                .first("Location") == "/welcome"
        )
        #expect(player.status("POST", "/login", fields: formType, body: "role=a&user=bob&role=b") == nil)
    }

    @Test func largeBodiesAreComparedAsAWhole() throws {
        let list = "[\((1...40).map { String($0) }.joined(separator: ","))]"
        let data = "{\"mimeType\": \"application/json\", \"text\": \"\(list)\"}"
        let imported = try imported(archive(entry("http://a.test/x", method: "POST", postData: data)), as: .har)
        #expect(imported.mocks[0]["http"]?["conditions"]?.array?.count == 1)
        let player = try ImportPlayer(imported)
        #expect(player.status("POST", "/x", fields: jsonType, body: list) == 200)
        #expect(player.status("POST", "/x", fields: jsonType, body: "[1,2]") == nil)
    }

    @Test func textThatIsNotAnnouncedAsJSONStaysAsItIs() throws {
        let text = #"{"text": "{ \"a\" : 1 }", "mimeType": "text/plain"}"#
        let player = try ImportPlayer(imported(archive(entry("http://a.test/x", content: text)), as: .har))
        #expect(player.text("GET", "/x") == #"{ "a" : 1 }"#)
        let json = #"{"text": "{ \"a\" : 1 }", "mimeType": "application/json"}"#
        #expect(
            try imported(archive(entry("http://a.test/x", content: json)), as: .har).mocks[0]["response"]?["payload"]
                == ["a": 1]
        )
        let lone = #"{"text": "\"a\"", "mimeType": "application/json"}"#
        #expect(
            try ImportPlayer(imported(archive(entry("http://a.test/x", content: lone)), as: .har)).text("GET", "/x")
                == "\"a\""
        )
    }

    @Test func fieldsThatAreNoneAreLeftOut() throws {
        let headers = #"{"name": "X\r\nEvil", "value": "1"}, {"name": "X-Empty", "value": ""}"#
        let imported = try imported(archive(entry("http://a.test/x", headers: headers)), as: .har)
        #expect(imported.mocks[0]["response"]?["headers"] == ["X-Empty": [""]])
        #expect(imported.notes.map(\.path) == ["$.log.entries[0].response.headers"])
    }

    @Test func idsFollowFromTheContent() throws {
        let first = try imported(archive(entry("http://a.test/x"), entry("http://a.test/y")), as: .har)
        let second = try imported(archive(entry("http://a.test/y"), entry("http://a.test/x")), as: .har)
        #expect(Set(first.mocks.map { $0["id"] }) == Set(second.mocks.map { $0["id"] }))
        let other = try imported(archive(entry("http://a.test/x", status: 201)), as: .har)
        #expect(first.mocks[0]["id"] != other.mocks[0]["id"])
    }
}
