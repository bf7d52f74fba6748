import Testing

@testable import Codings

@Suite struct ZstdStageTests {
    @Test func framesFollowOneAnother() throws {
        let decoded = try ContentCoding.decode(Coded.zstd + Coded.zstd, codings: "zstd", limit: 1_000)
        #expect(String(decoding: decoded, as: UTF8.self) == Coded.text + Coded.text)
    }

    @Test func refusesAWindowThatClaimsMuchMemory() throws {
        // Magic number, no flags, a window descriptor of 2^41 bytes (RFC 8878 §3.1.1.1).
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xF8, 0x01, 0x00, 0x00]
        guard case .malformed = try ContentCoding.decodeAsFarAsPossible(frame, codings: "zstd", limit: 9).ending else {
            Issue.record("the window was accepted")
            return
        }
    }

    @Test func aCutFrameIsNotComplete() throws {
        let stage = try ZstdStage()
        var output = BoundedOutput(limit: 1_000)
        try Coded.zstd.dropLast(3).withUnsafeBufferPointer { try stage.decode($0, into: &output) }
        #expect(!stage.isComplete)
    }
}
