internal import Dispatch
internal import Foundation
internal import Synchronization

/// Waits for SIGINT or SIGTERM; a second one ends the process at once.
final class StopSignal: Sendable {
    private struct State {
        var arrived: Int32?
        var waiter: CheckedContinuation<Int32, Never>?
        var onArrival: (@Sendable (Int32) -> Void)?
    }

    private let state = Mutex(State())
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    init() {
        sources = [SIGINT, SIGTERM]
            .map { number in
                signal(number, SIG_IGN)
                return DispatchSource.makeSignalSource(signal: number, queue: .global())
            }
        for (source, number) in zip(sources, [SIGINT, SIGTERM]) {
            source.setEventHandler { [weak self] in self?.arrive(number) }
            source.resume()
        }
    }

    /// Calls the closure when a signal arrives, to pass it on to a child.
    func onArrival(_ body: @escaping @Sendable (Int32) -> Void) { state.withLock { $0.onArrival = body } }

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
