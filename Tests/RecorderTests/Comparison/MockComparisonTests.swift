import Model
import Recorder
import Testing

@Suite struct MockComparisonTests {
    private func mocks(_ text: String) throws -> [Mock] {
        try MockFile(parsing: Array("{\"mocks\": [\(text)]}".utf8)).mocks
    }

    private func texts(_ old: String, _ new: String) throws -> [String] {
        MockComparison.differences(try mocks(old), try mocks(new)).all.map { "\($0.place): \($0.text)" }
    }

    private let one =
        #"{"id": "a", "http": {"route": "/a", "httpMethod": "GET"}, "response": {"payload": {"x": 1, "id": "$.req.id"}}}"#

    @Test func `ids, names and where it comes from do not count`() throws {
        let other = one.replacing(
            "\"id\": \"a\"",
            with: "\"id\": \"b\", \"name\": \"n\", \"recorded\": {\"exchanges\": [1]}"
        )
        #expect(try texts(one, other) == [])
        #expect(MockComparison.differences(try mocks(one), try mocks(one)).isEmpty)
    }

    @Test func `answers, types and templates`() throws {
        #expect(
            try texts(one, one.replacing("\"x\": 1", with: "\"x\": \"1\"")) == [
                #"GET /a: response.payload.x: was number, is string: was 1, is "1""#
            ]
        )
        #expect(
            try texts(one, one.replacing("\"x\": 1", with: "\"x\": \"$.req.x\""))
                == [#"GET /a: response.payload.x: was the same each time and is a template now: was 1, is "$.req.x""#]
        )
        #expect(
            try texts(one, one.replacing("$.req.id", with: "$.fake.UUID"))
                == [#"GET /a: response.payload.id: another template: was "$.req.id", is "$.fake.UUID""#]
        )
        #expect(
            try texts(one, one.replacing("\"x\": 1, ", with: "\"y\": 2, ")) == [
                "GET /a: response.payload.x: is gone (was 1)", "GET /a: response.payload.y: is new (2)",
            ]
        )
    }

    @Test func `routes and conditions`() throws {
        let two = one.replacing("/a", with: "/b").replacing("\"id\": \"a\"", with: "\"id\": \"b\"")
        #expect(try texts(one, two) == ["GET /a: the route is gone: 1 mock", "GET /b: the route is new: 1 mock"])
        let conditional = one.replacing(
            #""httpMethod": "GET""#,
            with: #""httpMethod": "GET", "queryParams": [{"path": "q", "assertAction": "equals", "value": "1"}]"#
        )
        #expect(try texts(one, conditional) == [#"GET /a: matched all other requests, matches query q equals "1""#])
    }

    @Test func `webhooks`() throws {
        func hooked(_ hooks: String) -> String { one.dropLast() + ", \"webhooks\": [\(hooks)]}" }
        let (paid, sent) = (
            #"{"url": "http://h/", "body": {"type": "paid"}, "delay": 100}"#,
            #"{"url": "http://h/", "body": {"type": "sent"}}"#
        )
        #expect(try texts(hooked(paid), hooked("\(paid), \(sent)")) == ["GET /a: webhook sent: is new"])
        #expect(
            try texts(hooked("\(paid), \(sent)"), hooked("\(sent), \(paid)")) == [
                "GET /a: webhooks: were in the order paid, sent, are in the order sent, paid"
            ]
        )
        #expect(
            try texts(hooked(paid), hooked(paid.replacing("100", with: "900"))) == [
                "GET /a: webhook paid: delay: was 100, is 900"
            ]
        )
        #expect(
            try texts(hooked(paid), hooked(paid.replacing("//h/", with: "//other/"))) == [
                #"GET /a: webhook paid: url: was "http://h/", is "http://other/""#
            ]
        )
    }
}
