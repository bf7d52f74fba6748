import Glibc
import Testing

@testable import Callbacks

@Suite struct SocketEventsTests {
    @Test func `a wake ends the next wait, once`() throws {
        let events = try SocketEvents()
        events.wake()
        events.wake()
        #expect(try events.wait(milliseconds: 60_000).isEmpty)
        #expect(try events.wait(milliseconds: 0).isEmpty)
    }

    @Test func `a socket is told when it is ready for what it is watched for`() throws {
        var pair: [Int32] = [0, 0]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        defer { for socket in pair { close(socket) } }
        let events = try SocketEvents()
        try events.watch(pair[0], for: .read)
        #expect(try events.wait(milliseconds: 0).isEmpty)
        #expect(write(pair[1], "x", 1) == 1)
        #expect(try events.wait(milliseconds: 60_000).map(\.ready) == [.read])
        try events.watch(pair[0], for: .write)
        #expect(try events.wait(milliseconds: 60_000).map(\.ready) == [.write])
        events.forget(pair[0])
        #expect(try events.wait(milliseconds: 0).isEmpty)
    }

    @Test func `a descriptor that cannot be watched is an error`() throws {
        let events = try SocketEvents()
        let error = #expect(throws: SocketEvents.Failure.self) { try events.watch(-1, for: .read) }
        #expect(error?.description.hasPrefix("epoll_ctl: ") == true)
    }
}
