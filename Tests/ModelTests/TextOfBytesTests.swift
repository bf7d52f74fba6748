import Model
import TestSupport
import Testing

@Suite struct TextOfBytesTests {
    @Test func agreesWithTheStandardLibrary() {
        var random = SeededRandom(seed: 41)
        for _ in 0..<2_000 {
            var bytes = Array("plain ASCII text".utf8)
            if Bool.random(using: &random) { bytes += Array("é€😀".utf8) }
            if Bool.random(using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let text = bytes.withUnsafeBufferPointer { String(utf8: $0) }
            #expect(text == String(validating: bytes, as: UTF8.self))
        }
    }
}
