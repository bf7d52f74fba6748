import Testing

@testable import Callbacks

@Suite struct SlowBodyTests {
    private func read(_ body: SlowBody) -> String? {
        var room = [UInt8](repeating: 0, count: 100)
        let count = room.withUnsafeMutableBytes { body.read(into: $0) }
        return count.map { String(decoding: room.prefix($0), as: UTF8.self) }
    }

    @Test func `what may be read grows evenly with time`() {
        let time = ManualTime()
        let body = SlowBody(Array("0123456789".utf8), over: .seconds(1), now: { time.now })
        #expect(read(body) == nil)
        time.advance(by: .milliseconds(250))
        #expect(body.hasMore)
        #expect(read(body) == "01")
        #expect(!body.hasMore)
        #expect(read(body) == nil)
        time.advance(by: .milliseconds(749))
        #expect(read(body) == "2345678")
        time.advance(by: .milliseconds(1))
        #expect(read(body) == "9")
        #expect(read(body) == "")
        body.seek(to: 8)
        #expect(read(body) == "89")
    }
}
