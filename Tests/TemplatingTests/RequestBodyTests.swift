import Model
import Templating
import Testing

@Suite struct RequestBodyTests {
    private func body(_ text: String, _ type: String = "") -> RequestBody {
        RequestBody(content: Array(text.utf8), contentType: type)
    }

    @Test func theMediaTypeDecides() {
        #expect(body("5", "application/json").value == 5)
        #expect(body("5", "text/plain").value == "5")
        #expect(body("\"x\"", "application/problem+json; charset=utf-8").value == "x")
        #expect(body("a=1&b", "application/x-www-form-urlencoded").value == ["a": "1", "b": ""])
        #expect(body("<a>1</a>", "application/soap+xml").value == ["a": "1"])
    }

    @Test func looksDecideWhereTheTypeIsMissingOrWrong() {
        #expect(body(#"{"a":1}"#, "application/x-www-form-urlencoded").form == .json)
        #expect(body(" [1]").form == .json)
        #expect(body("<a/>").form == .xml)
        #expect(body("{broken", "application/json").form == .text)
        #expect(body("<broken", "text/xml").value == "<broken")
        #expect(body("").value == nil && body("").form == .empty)
        #expect(body("  ").value == "  ")
    }
}
