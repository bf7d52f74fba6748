import Codings
import TestSupport
import Testing

/// The same text as other tools coded it: gzip 1.12, Python's zlib, Node's brotli, zstd 1.5.
enum Coded {
    static let text = "understudy understudy understudy understudy"
    static let gzip = bytes("1f8b08000000000002032bcd4b492d2a2e294da9542825c00400faf1fcec2b000000")
    static let zlib = bytes("789c2bcd4b492d2a2e294da9542825c0040085a011bd")
    static let rawDeflate = bytes("2bcd4b492d2a2e294da9542825c00400")
    static let brotli = bytes("1b2a00f8c51b6c5d7f700d328aa222803453e98d0f")
    static let zstd = bytes("28b52ffd04588d000058756e6465727374756479200100c68b17975ab2e4")

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }
}

@Suite struct ContentCodingTests {
    @Test(arguments: [
        ("gzip", Coded.gzip), ("X-GZip", Coded.gzip), ("deflate", Coded.zlib), ("deflate", Coded.rawDeflate),
        ("br", Coded.brotli), ("zstd", Coded.zstd), ("identity", Array(Coded.text.utf8)), ("", Array(Coded.text.utf8)),
    ])
    func readsWhatOtherToolsWrite(coding: String, bytes: [UInt8]) throws {
        #expect(try ContentCoding.decode(bytes, codings: coding, limit: 1_000) == Array(Coded.text.utf8))
    }

    @Test func undoesStackedCodingsFromTheLast() throws {
        let stacked = try ContentCoding.brotli.encode(Coded.gzip)
        #expect(try ContentCoding.decode(stacked, codings: " gzip , br", limit: 1_000) == Array(Coded.text.utf8))
    }

    @Test func namesAnUnknownCoding() {
        #expect(throws: CodingError.unknownCoding("pack200-gzip")) {
            try ContentCoding.decode([1], codings: "gzip, pack200-gzip", limit: 10)
        }
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"]) func emptyContentDecodesToNothing(coding: String) throws {
        #expect(try ContentCoding.decode([], codings: coding, limit: 10).isEmpty)
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"]) func stopsABombAtTheLimit(coding: String) throws {
        let bomb = try ContentCoding.encode(Array(repeating: 7, count: 50_000_000), codings: coding)
        #expect(bomb.count < 100_000)
        do throws(CodingError) {
            _ = try ContentCoding.decode(bomb, codings: coding, limit: 100_000)
            Issue.record("the bomb went off")
        } catch {
            #expect(error == .tooLarge(limit: 100_000, decoded: Array(repeating: 7, count: 100_000)))
        }
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"]) func contentOfExactlyTheLimitPasses(coding: String) throws {
        let content = [UInt8](repeating: 9, count: 100_000)
        let coded = try ContentCoding.encode(content, codings: coding)
        #expect(try ContentCoding.decode(coded, codings: coding, limit: content.count) == content)
        #expect(throws: CodingError.self) { try ContentCoding.decode(coded, codings: coding, limit: content.count - 1) }
    }

    @Test func theLimitHoldsWithoutACodingToo() {
        #expect(throws: CodingError.tooLarge(limit: 2, decoded: [1, 2])) {
            try ContentCoding.decode([1, 2, 3], codings: "", limit: 2)
        }
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"]) func cutContentDecodesAsFarAsItGoes(coding: String) throws {
        var random = SeededRandom(seed: 7)
        let content = (0..<400_000).map { _ in UInt8.random(in: 0..<16, using: &random) }
        let coded = try ContentCoding.encode(content, codings: coding)
        let half = Array(coded.prefix(coded.count / 2))
        let decoded = try ContentCoding.decodeAsFarAsPossible(half, codings: coding, limit: 1_000_000)
        #expect(decoded.ending == .truncated)
        #expect(decoded.bytes.count > 10_000)
        #expect(content.starts(with: decoded.bytes))
        #expect(throws: CodingError.truncated(decoded: decoded.bytes)) {
            try ContentCoding.decode(half, codings: coding, limit: 1_000_000)
        }
    }
}
