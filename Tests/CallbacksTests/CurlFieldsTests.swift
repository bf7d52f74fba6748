import Model
import Testing

@testable import Callbacks

@Suite struct CurlFieldsTests {
    private func line(_ fields: FieldSection) -> String {
        var line: [CChar] = []
        CurlFields.write(fields, 0, to: &line)
        return String(decoding: line.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    @Test func `a field is a line that C can read`() { #expect(line([("x-a", "one two")]) == "x-a: one two\0") }

    @Test func `an empty value is spelled as libcurl wants it`() { #expect(line([("X-Empty", "")]) == "X-Empty;\0") }
}
