import Model
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        "null", "true", "[]", "{}", "-0", "1.0", "1e3", "12345678901234567890", "\"\"", "\"\\u00e9\"", "\"😀\"",
        "[1,[2,[3]]]", "{\"a\":1,\"a\":2}",
    ])
    func `reads what RFC 8259 allows`(_ text: String) throws { _ = try JSON.parse(text) }

    @Test(arguments: [
        "", " ", "nul", "tru", "01", "1.", ".5", "1e", "+1", "-", "[1,]", "[1 2]", "{\"a\"}", "{a:1}", "{\"a\":1,}",
        "\"abc", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\u{01}\"", "[1]]", "NaN", "'a'",
    ])
    func `refuses what RFC 8259 does not`(_ text: String) {
        #expect(throws: JSONError.self) { try JSON.parse(text) }
    }

    @Test func `keeps order, doubled names and the text of numbers`() throws {
        let text = #"{"z":1.0,"a":1e3,"z":12345678901234567890,"e":[-0,0.10]}"#
        #expect(String(decoding: try JSON.parse(text).serialized(), as: UTF8.self) == text)
        #expect(try JSON.parse(text)["z"] == .number(JSONNumber(text: "12345678901234567890")))
    }

    @Test func `undoes escapes and surrogate pairs`() throws {
        #expect(try JSON.parse(#""\"\\\/\b\f\n\r\t\u0041\ud83d\ude00""#) == "\"\\/\u{8}\u{c}\n\r\tA😀")
    }

    @Test func `says line and column`() {
        let error = #expect(throws: JSONError.self) { try JSON.parse("{\n  \"a\": tru\n}") }
        #expect(error?.line == 2)
        #expect(error?.column == 8)
    }

    @Test func `refuses invalid UTF-8 and too deep nesting without a crash`() {
        #expect(throws: JSONError.self) { try JSON.parse([0x22, 0xFF, 0x22]) }
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        let error = #expect(throws: JSONError.self) { try JSON.parse(deep) }
        #expect(error?.reason.contains("512") == true)
    }

    @Test func `skips a byte order mark`() throws {
        #expect(try JSON.parse([0xEF, 0xBB, 0xBF, 0x31]) == 1)
    }
}
