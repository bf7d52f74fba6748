import Model
import Testing

@Suite struct FieldSectionTests {
    private let wire = Array(
        "Host:a.test\r\nX-Mixed-CASE:  one \r\nx-mixed-case:two\r\nX-Bytes: caf\u{e9}\r\n".unicodeScalars
            .map { UInt8($0.value) }
    )

    @Test func `wire bytes come back as they were`() {
        #expect(FieldSection(wireBytes: wire).wireBytes == wire)
    }

    @Test func `look-up ignores the case of names and trims values`() {
        let fields = FieldSection(wireBytes: wire)
        #expect(fields.first("host") == "a.test")
        #expect(fields.all(named: "x-mixed-case") == ["one", "two"])
        #expect(fields[1].name == "X-Mixed-CASE")
        #expect(!fields.contains("mixed"))
    }

    @Test func `bytes that are not UTF-8 read as Latin-1 and keep their bytes`() {
        let fields = FieldSection(wireBytes: wire)
        #expect(fields.first("x-bytes") == "café")
        #expect(Array(fields[3].valueBytes) == [0x63, 0x61, 0x66, 0xE9])
    }

    @Test func `replacing keeps the place and takes doubles away`() {
        var fields = FieldSection(wireBytes: wire)
        fields.replace("X-Mixed-Case", with: "three")
        #expect(fields.map(\.name) == ["Host", "X-Mixed-CASE", "X-Bytes"])
        #expect(fields.first("x-mixed-case") == "three")
        fields.replace("New", with: "value")
        #expect(fields[3].name == "New")
    }

    @Test func `removing leaves the other lines' bytes alone`() {
        var fields = FieldSection(wireBytes: wire)
        fields.remove("X-MIXED-case")
        #expect(fields.count == 2)
        #expect(fields.wireBytes.starts(with: Array("Host:a.test\r\nX-Bytes: caf".utf8)))
    }

    @Test func `tokens of lists are found in whatever case`() {
        let fields: FieldSection = [("Connection", "Keep-Alive, Upgrade"), ("Connection", "x-drop")]
        #expect(fields.hasToken("upgrade", in: "connection"))
        #expect(fields.hasToken("X-Drop", in: "connection"))
        #expect(!fields.hasToken("keep", in: "connection"))
    }
}
