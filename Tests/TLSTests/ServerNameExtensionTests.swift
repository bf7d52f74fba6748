import TestSupport
import Testing

@testable import TLS

@Suite struct ServerNameExtensionTests {
    private func name(in bytes: [UInt8]) -> String? { bytes.withUnsafeBytes { ServerNameExtension.hostName(in: $0) } }

    private func list(_ name: [UInt8], type: UInt8 = 0) -> [UInt8] {
        [0, UInt8(name.count + 3), type, 0, UInt8(name.count)] + name
    }

    @Test func theNameIsReadInLowerCase() {
        #expect(name(in: list(Array("Shop.Test".utf8))) == "shop.test")
    }

    @Test func whatIsNoNameIsNone() {
        #expect(name(in: []) == nil)
        #expect(name(in: list([])) == nil)
        #expect(name(in: list(Array("shop.test".utf8), type: 1)) == nil)
        #expect(name(in: list([0x61, 0x00, 0x62])) == nil)
        #expect(name(in: list(Array("b\u{fc}cher".utf8))) == nil)
        #expect(name(in: Array(list(Array("shop.test".utf8)).dropLast())) == nil)
        #expect(name(in: [0, 9, 0, 0, 200, 0x61]) == nil)
    }

    @Test func noInputIsReadBeyondItsEnd() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededRandom(seed: seed)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...20, using: &random))
                .map { _ in UInt8.random(in: 0...8, using: &random) }
            #expect(name(in: bytes) == nil)
        }
    }
}
