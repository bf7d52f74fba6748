import Testing

@testable import Callbacks

@Suite struct TextCodingsTests {
    @Test func `hex is lower-case with two digits a byte`() { #expect(hexText([0, 10, 255]) == "000aff") }
}
