import Model
import NIOCore
import Testing

@testable import Proxy

@Suite struct ConnectionFieldsTests {
    /// The lines that go on, and what Connection says instead.
    private func sorted(
        _ text: String,
        isUpgrade: Bool = false,
        dropsFraming: Bool = false
    ) throws -> (lines: [String], connection: String?) {
        let bytes = Array((text + "\r\n\r\n").utf8)
        let read = bytes.withUnsafeBufferPointer { FieldLines.read($0, acceptsBareLineFeed: false) }
        let (fields, facts) = try read.get()
        let sorted = ConnectionFields(of: fields, facts, isUpgrade: isUpgrade, dropsFraming: dropsFraming)
        let lines = (0..<fields.count).filter { !sorted.staysBehind($0) }.map { fields[$0].name }
        return (lines, sorted.connectionValue)
    }

    @Test func dropsWhatIsForOneHop() throws {
        let result = try sorted(
            "A: 1\r\nConnection: close, x-one ,\r\nX-One: 1\r\nKEEP-ALIVE: 5\r\nProxy-Connection: X-Two\r\nx-two: 1\r\n"
                + "Proxy-Authorization: x\r\nUpgrade: a\r\nTE: gzip\r\nB: 2"
        )
        #expect(result.lines == ["A", "B"] && result.connection == nil)
    }

    @Test func aClientCannotTakeFramingOrHostAway() throws {
        let result = try sorted("Host: a\r\nContent-Length: 3\r\nConnection: host, content-length, transfer-encoding")
        #expect(result.lines == ["Host", "Content-Length"])
    }

    @Test func sameLengthTwiceGoesOnOnce() throws {
        #expect(try sorted("Content-Length: 3\r\nA: b\r\nContent-Length: 3").lines == ["Content-Length", "A"])
        #expect(try sorted("Content-Length: 3\r\nTransfer-Encoding: chunked").lines == ["Transfer-Encoding"])
        #expect(try sorted("Transfer-Encoding: chunked\r\nContent-Length: 3").lines == ["Transfer-Encoding"])
    }

    @Test func upgradesAndTrailersAreSaidAnew() throws {
        let upgrade = try sorted("Connection: keep-alive, Upgrade\r\nUpgrade: websocket", isUpgrade: true)
        #expect(upgrade.lines == ["Upgrade"] && upgrade.connection == "Upgrade")
        #expect(try sorted("TE: trailers, deflate").connection == "TE")
    }

    @Test func chunksAreNotForHTTP10() throws {
        #expect(try sorted("A: b\r\nTransfer-Encoding: chunked", dropsFraming: true).lines == ["A"])
    }
}
