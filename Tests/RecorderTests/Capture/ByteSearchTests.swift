import TestSupport
import Testing

@testable import Recorder

@Suite struct ByteSearchTests {
    @Test func findsWhatASimpleSearchFinds() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededRandom(seed: seed)
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 0...2, using: &random) }
            let needle = (0..<Int.random(in: 1...4, using: &random))
                .map { _ in UInt8.random(in: 0...2, using: &random) }
            let start = Int.random(in: 0...text.count, using: &random)
            let expected = (start..<text.count + 1).first { text[min($0, text.count)...].starts(with: needle) }
            let found = text.withUnsafeBufferPointer { text in
                needle.withUnsafeBufferPointer { text.firstRange(of: $0, from: start) }
            }
            #expect(found?.lowerBound == expected && found?.count ?? needle.count == needle.count, "seed \(seed)")
        }
    }
}
