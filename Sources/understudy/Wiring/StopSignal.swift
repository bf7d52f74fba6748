internal import Foundation
internal import Glibc
internal import Synchronization

/// The writing end of the pipe that signals go through; set once, before the handler is installed.
private nonisolated(unsafe) var signalPipe: Int32 = -1

/// Waits for SIGINT or SIGTERM; a second one ends the process at once.
///
/// A handler, installed first of all (`install()`), writes each signal's number into a pipe, the one thing that a handler
/// may do (`signal-safety(7)`): so one that comes at any moment is kept until somebody waits for it.
final class StopSignal: Sendable {
    private struct State {
        var arrived: Int32?
        var waiter: CheckedContinuation<Int32, Never>?
        var onArrival: (@Sendable (Int32) -> Void)?
    }

    private let state = Mutex(State())

    private static let readingEnd = Mutex<Int32>(-1)

    /// Takes both signals from now on.
    static func install() {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        readingEnd.withLock { $0 = ends[0] }
        signalPipe = ends[1]
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(signalPipe, &byte, 1)
            }
        }
    }

    /// Starts to listen, also to what came since `install()`.
    init() {
        let end = Self.readingEnd.withLock { $0 }
        Thread.detachNewThread { [self] in
            var byte: UInt8 = 0
            while true {
                let count = read(end, &byte, 1)
                if count == 1 { arrive(Int32(byte)) }
                if count == 0 || (count < 0 && errno != EINTR) { return }
            }
        }
    }

    /// Calls the closure when a signal arrives, to pass it on to a child; at once when one has.
    func onArrival(_ body: @escaping @Sendable (Int32) -> Void) {
        let arrived = state.withLock { state in
            state.onArrival = body
            return state.arrived
        }
        if let arrived { body(arrived) }
    }

    /// The signal's number, once it has come.
    func wait() async -> Int32 {
        await withCheckedContinuation { continuation in
            let arrived = state.withLock { state -> Int32? in
                if state.arrived == nil { state.waiter = continuation }
                return state.arrived
            }
            if let arrived { continuation.resume(returning: arrived) }
        }
    }

    private func arrive(_ number: Int32) {
        let (isSecond, waiter, onArrival) = state.withLock { state in
            defer {
                state.arrived = number
                state.waiter = nil
            }
            return (state.arrived != nil, state.waiter, state.onArrival)
        }
        if isSecond, onArrival == nil { exit(128 + number) }
        onArrival?(number)
        waiter?.resume(returning: number)
    }
}
