import Model
import Testing

@Suite struct FileContentTests {
    @Test func `JSON is JSON, text is text, and everything else is bytes`() {
        #expect(FileContent(#"{"a": 1.0}"#).payload == ["a": .number(JSONNumber(text: "1.0"))])
        #expect(FileContent("order $.req.id").payload == "order $.req.id")
        #expect(!FileContent("order").isBase64)
        let bytes = FileContent([0x89, 0x50, 0x4E, 0x47, 0xFF])
        #expect(bytes.isBase64)
        #expect(bytes.payload.string.flatMap(Base64.decoded) == [0x89, 0x50, 0x4E, 0x47, 0xFF])
    }
}
