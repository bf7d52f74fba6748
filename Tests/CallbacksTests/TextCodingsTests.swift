import Foundation
import TestSupport
import Testing

@testable import Callbacks

@Suite struct TextCodingsTests {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func `the vectors of RFC 4648`(_ text: String, _ encoded: String) {
        #expect(Base64.text(Array(text.utf8)) == encoded)
        #expect(Base64.bytes(encoded) == Array(text.utf8))
    }

    @Test func `random bytes come back, and Foundation agrees`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let text = Base64.text(bytes)
            #expect(text == Data(bytes).base64EncodedString(), "seed \(seed)")
            #expect(Base64.bytes(text) == bytes, "seed \(seed)")
        }
    }

    @Test(arguments: ["a", "ab c", "ab*=", "====", "Zg==="])
    func `what is not base64 gives nothing`(_ text: String) { #expect(Base64.bytes(text) == nil) }

    @Test func `hex is lower-case with two digits a byte`() { #expect(hexText([0, 10, 255]) == "000aff") }
}
