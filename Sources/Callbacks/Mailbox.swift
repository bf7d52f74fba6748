internal import Model
internal import Synchronization

/// What callers ask of the dispatcher's thread and brokers tell it, in the order in which they did.
final class Mailbox: Sendable {
    enum Letter: Sendable {
        /// Callbacks of an answer that was sent at this time of the monotonic clock: their delays begin with it.
        case submit([Delivery], sentAt: Duration)
        case deliver([Delivery], whenDone: @Sendable ([Delivery]) -> Void)
        case resume([Delivery])
        case redeliver(Delivery)
        case cancel(DeliveryID, done: @Sendable (Bool) -> Void)
        /// An attempt at a broker has ended.
        case ended(DeliveryKey, Attempt.Result, next: FurtherAttempt)
        /// What a host resolves to.
        case resolved(host: String, [NetworkAddress])
        /// Ask to be told when nothing of those is pending, or the time is over.
        case watch(AwaitedCallbacks, within: Duration, done: @Sendable (Bool) -> Void)
        case drain(within: Duration, done: @Sendable (DrainReport) -> Void)
        case stop(leavesPending: Bool, done: @Sendable () -> Void)

        /// How many deliveries it brings.
        var deliveryCount: Int {
            switch self {
            case .submit(let deliveries, _), .deliver(let deliveries, _), .resume(let deliveries): deliveries.count
            case .redeliver: 1
            default: 0
            }
        }
    }

    private struct State {
        var letters: [Letter] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake: @Sendable () -> Void

    init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    /// Hands a letter over; false when nobody reads any more.
    func put(_ letter: Letter) -> Bool {
        let (isTaken, wasEmpty) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.letters.append(letter)
            return (true, state.letters.count == 1)
        }
        if wasEmpty { wake() }
        return isTaken
    }

    func takeAll() -> [Letter] {
        state.withLock { state in
            defer { state.letters.removeAll() }
            return state.letters
        }
    }

    /// Takes no more letters and gives those that nobody has read.
    func close() -> [Letter] {
        state.withLock { state in
            state.isClosed = true
            defer { state.letters.removeAll() }
            return state.letters
        }
    }
}
