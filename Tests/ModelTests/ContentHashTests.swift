import Model
import Testing

@Suite struct ContentHashTests {
    @Test func `hex digits come from the left, in lower case`() {
        let hash = ContentHash { _ in [0xAB, 0x01, 0xFF] }
        #expect(hash.hex([]) == "ab01ff")
        #expect(hash.hex([], digits: 3) == "ab0")
    }
}
