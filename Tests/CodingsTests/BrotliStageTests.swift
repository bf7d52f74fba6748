import Testing

@testable import Codings

@Suite struct BrotliStageTests {
    @Test func ignoresWhatFollowsTheStream() throws {
        let decoded = try ContentCoding.decodeAsFarAsPossible(Coded.brotli + [1, 2, 3], codings: "br", limit: 1_000)
        #expect(decoded == DecodedContent(bytes: Array(Coded.text.utf8), ending: .complete))
    }

    @Test func saysWhyAStreamIsBroken() throws {
        let stage = try BrotliStage()
        var output = BoundedOutput(limit: 1_000)
        let reserved: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        #expect(throws: StageFailure.self) {
            try reserved.withUnsafeBufferPointer { try stage.decode($0, into: &output) }
        }
        #expect(!stage.isComplete)
    }
}
