import Testing

@testable import Replay

@Suite struct SegmentTableTests {
    @Test func findsEveryNameAndNoOther() {
        var table = SegmentTable()
        for number in 0..<1_000 { table.insert(Array("segment-\(number)".utf8), Int32(number)) }
        for number in 0..<1_000 {
            #expect(Array("segment-\(number)".utf8).withUnsafeBufferPointer { table.value(of: $0) } == Int32(number))
        }
        for other in ["", "segment-", "segment-1000", "Segment-1"] {
            #expect(Array(other.utf8).withUnsafeBufferPointer { table.value(of: $0) } == -1)
        }
    }
}
