import Model
import Testing

@testable import Console

@Suite struct MembersTests {
    private static let object: JSONObject = [
        "text": "a", "empty": "", "null": nil, "number": 3, "fraction": 1.5, "flag": true, "list": ["a", 2],
        "mixed": ["a", true], "object": ["x": 1],
    ]
    private let members = Members(Self.object)

    private func reason(_ body: (Members) throws(Refusal) -> Void) -> String? {
        do throws(Refusal) {
            try body(members)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `values are read by their type, null and empty text as missing`() throws {
        #expect(try members.text("text") == "a")
        #expect(try members.text("empty") == nil)
        #expect(try members.text("null") == nil)
        #expect(try members.integer("number") == 3)
        #expect(try members.number("fraction", 0...2) == 1.5)
        #expect(try members.flag("flag") == true)
        #expect(try members.texts("list") == ["a", "2"])
        #expect(try members.members("object")?.object == ["x": 1])
        #expect(try members.texts("missing") == nil)
    }

    @Test func `an error names the member and what should stand there`() {
        #expect(reason { m throws(Refusal) in _ = try m.text("number") } == "\"number\" should be a string, not 3")
        #expect(reason { m throws(Refusal) in _ = try m.neededText("empty") } == "\"empty\" is missing or empty")
        #expect(
            reason { m throws(Refusal) in _ = try m.integer("number", 5...9) }
                == "\"number\" should be a whole number from 5 to 9, not 3"
        )
        #expect(
            reason { m throws(Refusal) in _ = try m.texts("mixed") }
                == "\"mixed\" should be a list of strings, not array"
        )
        #expect(reason { _ throws(Refusal) in _ = try Members([1]) } == "the body should be a JSON object, not array")
    }
}
