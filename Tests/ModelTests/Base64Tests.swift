import Foundation
import Model
import TestSupport
import Testing

@Suite struct Base64Tests {
    @Test func agreesWithFoundation() {
        var random = SeededRandom(seed: 31)
        for length in 0..<70 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let text = Base64.encoded(bytes)
            #expect(text == Data(bytes).base64EncodedString(), "seed 31")
            #expect(Base64.decoded(text) == bytes)
        }
    }

    @Test func readsOtherSpellings() {
        #expect(Base64.decoded("-_8") == [0xFB, 0xFF])
        #expect(Base64.decoded(" aG\nk= ") == Array("hi".utf8))
        #expect(Base64.decoded("") == [])
        for text in ["a", "a===", "aG!k", "aG=k", "abcde"] { #expect(Base64.decoded(text) == nil, "\(text)") }
    }
}
