internal import CRabbitMQ
internal import Glibc

/// Wakes a thread that waits in `poll`: owns an eventfd (eventfd(2)).
final class WakeUp: Sendable {
    /// Not blocking; counts what is written to it.
    let descriptor: Int32

    init() throws(BrokerError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw BrokerError("eventfd: \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    /// Ends a `wait`, or the next one at once; from any thread.
    func signal() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// Waits until somebody signals, the socket can be read, or the time is over; nil for no socket, and no end.
    func wait(_ socket: Int32?, atMost time: Duration?) {
        var watched = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        if let socket { watched.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        let milliseconds = time.map { Int32(min($0 / .milliseconds(1), 60_000)) } ?? -1
        _ = poll(&watched, nfds_t(watched.count), milliseconds)
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }
}
