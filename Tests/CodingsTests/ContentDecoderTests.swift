import Codings
import TestSupport
import Testing

@Suite struct ContentDecoderTests {
    @Test(arguments: [
        [ContentCoding.gzip], [.deflate], [.brotli], [.zstd], [.gzip, .brotli], [.zstd, .deflate, .gzip],
    ])
    func anySplitGivesTheSameBytes(codings: [ContentCoding]) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            let content = (0..<Int.random(in: 1...90_000, using: &random)).map { UInt8($0 % 251) & 0x3F }
            var coded = content
            for coding in codings { coded = try coding.encode(coded) }
            let decoder = try ContentDecoder(codings: codings, limit: 1_000_000)
            var rest = coded[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...max(1, coded.count / 3), using: &random))
                decoder.append(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            #expect(decoder.content.bytes == content, "seed \(seed)")
            #expect(decoder.content.ending == .complete, "seed \(seed)")
        }
    }

    @Test func oneByteAtATime() throws {
        for (coding, bytes) in [
            (ContentCoding.gzip, Coded.gzip), (.deflate, Coded.zlib), (.deflate, Coded.rawDeflate),
            (.brotli, Coded.brotli), (.zstd, Coded.zstd),
        ] {
            let decoder = try ContentDecoder(codings: [coding], limit: 1_000)
            for byte in bytes { decoder.append([byte]) }
            #expect(String(decoding: decoder.content.bytes, as: UTF8.self) == Coded.text)
            #expect(decoder.content.ending == .complete)
        }
    }

    @Test func afterAFailureNothingMoreComesOut() throws {
        let decoder = try ContentDecoder(codings: [.gzip], limit: 1_000)
        decoder.append(Array("this is no gzip".utf8))
        decoder.append(Coded.gzip)
        #expect(decoder.content.bytes.isEmpty)
        #expect(decoder.content.ending == .malformed(.gzip, reason: "incorrect header check"))
    }

    @Test func theInnerStageOfABombIsBoundToo() throws {
        let inner = try ContentCoding.gzip.encode(Array(repeating: 0, count: 40_000_000))
        let outer = try ContentCoding.gzip.encode(inner)
        let decoded = try ContentCoding.decodeAsFarAsPossible(outer, codings: "gzip, gzip", limit: 5_000)
        #expect(decoded.ending == .limitReached)
        #expect(decoded.bytes.count <= 5_000)
    }
}
