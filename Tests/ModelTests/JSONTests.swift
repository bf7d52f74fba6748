import Model
import Testing

@Suite struct JSONTests {
    @Test func `equivalence looks at values, not at spelling or order`() throws {
        #expect(try JSON.parse(#"{"a":1.0,"b":[1e2]}"#).isEquivalent(to: JSON.parse(#"{"b":[100],"a":1}"#)))
        #expect(try !JSON.parse(#"{"a":1}"#).isEquivalent(to: JSON.parse(#"{"a":1,"b":2}"#)))
        #expect(try !JSON.parse("[1,2]").isEquivalent(to: JSON.parse("[2,1]")))
        #expect(!JSON.string("1").isEquivalent(to: 1))
    }

    @Test func `large integers that differ are not equivalent`() {
        let (left, right) = (JSONNumber(text: "9007199254740993"), JSONNumber(text: "9007199254740992"))
        #expect(!left.isEqualInValue(to: right))
    }

    @Test func `the last of two members of one name counts, setting keeps the place`() {
        var object: JSONObject = ["a": 1, "b": 2, "a": 3]
        #expect(object["a"] == 3)
        object["b"] = 9
        #expect(object.members.map(\.name) == ["a", "b", "a"])
        object["a"] = nil
        #expect(object.members == [.init("b", 9)])
    }

    @Test func `numbers read as integers however they are spelled`() {
        #expect(JSONNumber(text: "1e3").int64 == 1_000)
        #expect(JSONNumber(text: "2.50").int64 == nil)
        #expect(JSONNumber(2.5).text == "2.5")
        #expect(JSONNumber(3.0).text == "3")
    }

    @Test func `text values lose their quotes`() {
        #expect(JSON.string("a").textValue == "a")
        #expect(JSON.array([1, "a"]).textValue == #"[1,"a"]"#)
    }
}
