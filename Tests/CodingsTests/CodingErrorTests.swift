import Codings
import Testing

@Suite struct CodingErrorTests {
    @Test func saysWhatWasWrongAndKeepsWhatWasDecoded() throws {
        var broken = try ContentCoding.gzip.encode(Array("a text that is long enough to break".utf8))
        broken[broken.count - 6] ^= 0xFF
        do throws(CodingError) {
            _ = try ContentCoding.decode(broken, codings: "gzip", limit: 1_000)
            Issue.record("a wrong checksum was accepted")
        } catch {
            #expect(String(decoding: error.decoded, as: UTF8.self) == "a text that is long enough to break")
            #expect("\(error)" == "the content is not valid gzip after 35 decoded bytes: incorrect data check")
        }
    }

    @Test func namesTheWayOutOfAnUnknownCoding() {
        let error = CodingError.unknownCoding("lzma")
        #expect("\(error)".contains("\"lzma\"") && "\(error)".contains("gzip, deflate, br and zstd"))
        #expect(error.decoded.isEmpty)
    }
}
