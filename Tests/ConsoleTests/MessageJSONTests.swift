import Model
import Testing

@testable import Console

@Suite struct MessageJSONTests {
    private let fields: FieldSection = [("X-A", "1"), ("Cookie", "secret"), ("X-A", "2")]

    @Test func `fields show joined or as lists, credentials by name only`() {
        #expect(JSON.object(fields.adminObject) == ["X-A": "1, 2", "Cookie": "(hidden)"])
        #expect(JSON.object(fields.listedObject) == ["X-A": ["1", "2"], "Cookie": ["(hidden)"]])
        #expect(JSON.object(fields.plainObject) == ["X-A": "1, 2", "Cookie": "secret"])
    }

    @Test func `content shows as JSON, as text, or by its length`() {
        #expect(Array("[1]".utf8).adminJSON == [1])
        #expect(Array("a b".utf8).adminJSON == "a b")
        #expect(([0xFF] as [UInt8]).adminJSON == "(1 bytes that are not text)")
    }
}
