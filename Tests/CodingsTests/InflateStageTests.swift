import Testing

@testable import Codings

@Suite struct InflateStageTests {
    private func inflate(_ bytes: [UInt8], _ format: InflateStage.Format) throws -> (text: String, isComplete: Bool) {
        let stage = try InflateStage(format)
        var output = BoundedOutput(limit: 10_000)
        try bytes.withUnsafeBufferPointer { try stage.decode($0, into: &output) }
        return (String(decoding: output.take(), as: UTF8.self), stage.isComplete)
    }

    @Test func membersFollowOneAnother() throws {
        let twice = try inflate(Coded.gzip + Coded.gzip, .gzip)
        #expect(twice.text == Coded.text + Coded.text)
        #expect(twice.isComplete)
    }

    @Test func paddingAfterTheLastMemberIsIgnored() throws {
        let padded = try inflate(Coded.gzip + [0, 0, 0, 0], .gzip)
        #expect(padded.text == Coded.text)
        #expect(padded.isComplete)
    }

    @Test func aSecondMemberThatIsCutIsNotComplete() throws {
        #expect(try !inflate(Coded.gzip + Coded.gzip.prefix(20), .gzip).isComplete)
    }

    @Test func deflateWithAndWithoutItsWrapper() throws {
        #expect(try inflate(Coded.zlib, .deflate).text == Coded.text)
        #expect(try inflate(Coded.rawDeflate, .deflate).text == Coded.text)
    }

    @Test func gzipIsNotReadAsDeflate() {
        #expect(throws: StageFailure.self) { try inflate(Coded.gzip, .deflate) }
    }
}
