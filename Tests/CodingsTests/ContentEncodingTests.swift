import Codings
import Testing

@Suite struct ContentEncodingTests {
    @Test(arguments: ["gzip", "deflate", "br", "zstd", "identity", "gzip, br", ""])
    func whatIsEncodedDecodes(codings: String) throws {
        for content in [[], Array("x".utf8), Array(repeating: 0x41, count: 300_000)] as [[UInt8]] {
            let coded = try ContentCoding.encode(content, codings: codings)
            #expect(try ContentCoding.decode(coded, codings: codings, limit: 300_000) == content)
        }
    }

    @Test func deflateCarriesTheZlibWrapper() throws {
        let coded = try ContentCoding.deflate.encode(Array("understudy".utf8))
        #expect(coded[0] & 0x0F == 8 && (Int(coded[0]) << 8 | Int(coded[1])) % 31 == 0)
    }

    @Test func theSameBytesGiveTheSameResult() throws {
        let content = Array("no time of day goes into the header".utf8)
        for coding in ContentCoding.allCases {
            #expect(try coding.encode(content) == coding.encode(content))
        }
    }

    @Test func unknownCodingsAreRefused() {
        #expect(throws: CodingError.unknownCoding("lz4")) { try ContentCoding.encode([], codings: "lz4") }
    }
}
