import Model
import NIOCore
import Testing

@testable import Proxy

@Suite struct BodyTapTests {
    @Test func keepsAFewAndCountsAll() {
        var tap = BodyTap(limit: 5)
        for piece in ["abc", "def", "ghi"] { tap.pass(ByteBuffer(string: piece)) }
        tap.wireLength = 20
        #expect(tap.captured.bytes == Array("abcde".utf8))
        #expect(tap.captured.length == 9 && tap.captured.wireLength == 20 && tap.captured.isTruncated)
    }

    @Test func zeroKeepsNothing() {
        var tap = BodyTap(limit: 0)
        tap.pass(ByteBuffer(string: "abc"))
        #expect(tap.captured.bytes.isEmpty && tap.captured.length == 3)
    }

    @Test func aPieceIsNotChangedByTheCopy() {
        var tap = BodyTap(limit: 10)
        let piece = ByteBuffer(string: "abc")
        tap.pass(piece)
        tap.pass(ByteBuffer(string: "def"))
        #expect(piece == ByteBuffer(string: "abc") && tap.captured.bytes == Array("abcdef".utf8))
    }
}
