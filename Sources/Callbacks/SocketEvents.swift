internal import CCurl
internal import Glibc

/// Waits for many sockets at once and can be woken: owns an epoll instance and an eventfd (epoll(7), eventfd(2)).
///
/// Confined to one thread, but for `wake()`.
final class SocketEvents: @unchecked Sendable {
    // Only `wake` is used by other threads, and it does nothing but write to a descriptor that lives as long as we do.

    /// What a socket is watched for, or is ready for.
    struct Interest: OptionSet {
        let rawValue: Int
        static let read = Interest(rawValue: 1)
        static let write = Interest(rawValue: 2)
        static let error = Interest(rawValue: 4)
    }

    /// A call that the system refused.
    struct Failure: Error, CustomStringConvertible {
        let function: String
        let code: Int32
        var description: String { "\(function): \(String(cString: strerror(code)))" }
    }

    private let epoll: Int32
    private let wakeup: Int32
    private var watched: Set<Int32> = []
    private var events = [epoll_event](repeating: epoll_event(), count: 256)

    init() throws(Failure) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        wakeup = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        try watch(wakeup, for: .read)
    }

    deinit {
        close(epoll)
        close(wakeup)
    }

    /// Watches a socket for this and nothing else.
    func watch(_ socket: Int32, for interest: Interest) throws(Failure) {
        var event = epoll_event()
        if interest.contains(.read) { event.events |= EPOLLIN.rawValue }
        if interest.contains(.write) { event.events |= EPOLLOUT.rawValue }
        event.data.fd = socket
        let operation = watched.insert(socket).inserted ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
        guard epoll_ctl(epoll, operation, socket, &event) == 0 else {
            throw Failure(function: "epoll_ctl", code: errno)
        }
    }

    /// Forgets a socket; it may be closed already.
    func forget(_ socket: Int32) {
        guard watched.remove(socket) != nil else { return }
        var event = epoll_event()
        epoll_ctl(epoll, EPOLL_CTL_DEL, socket, &event)
    }

    /// Waits until a socket is ready, somebody wakes us, or the time is over, and gives the ready ones.
    func wait(milliseconds: Int32) throws(Failure) -> [(socket: Int32, ready: Interest)] {
        let count = epoll_wait(epoll, &events, Int32(events.count), milliseconds)
        guard count >= 0 else {
            if errno == EINTR { return [] }
            throw Failure(function: "epoll_wait", code: errno)
        }
        return events[..<Int(count)]
            .compactMap { event in
                guard event.data.fd != wakeup else {
                    takeWakeUps()
                    return nil
                }
                var ready: Interest = []
                if event.events & EPOLLIN.rawValue != 0 { ready.insert(.read) }
                if event.events & EPOLLOUT.rawValue != 0 { ready.insert(.write) }
                if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { ready.insert(.error) }
                return (event.data.fd, ready)
            }
    }

    /// Ends a `wait`, or the next one at once; from any thread.
    func wake() {
        var one: UInt64 = 1
        _ = write(wakeup, &one, 8)
    }

    private func takeWakeUps() {
        var count: UInt64 = 0
        _ = read(wakeup, &count, 8)
    }
}
