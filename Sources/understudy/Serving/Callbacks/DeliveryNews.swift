internal import Callbacks
internal import Dispatch
internal import Model
internal import Synchronization

/// Tells those who wait that something has become of callbacks.
final class DeliveryNews: Sendable {
    private struct State {
        var waiting: [Int: @Sendable () -> Void] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Calls back once, from any thread: at the next news, or when the time is over.
    func next(within limit: Duration, _ done: @escaping @Sendable () -> Void) {
        let number = state.withLock { state in
            state.waiting[state.next] = done
            state.next += 1
            return state.next - 1
        }
        DispatchQueue.global()
            .asyncAfter(deadline: .now() + .nanoseconds(Int(limit.nanoseconds))) { [self] in
                state.withLock { $0.waiting.removeValue(forKey: number) }?()
            }
    }

    /// Something has become of them.
    func tell() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting
        }
        for done in waiting.values { done() }
    }
}

/// A journal in memory that tells its news.
struct ToldJournal: DeliveryJournal {
    let journal: MemoryJournal
    let news: DeliveryNews

    func pending(_ delivery: Delivery) { journal.pending(delivery) }
    func refreshed(_ delivery: Delivery) { journal.refreshed(delivery) }
    func reopened(_ delivery: Delivery) { journal.reopened(delivery) }

    func attempted(_ id: DeliveryID, _ attempt: Attempt) {
        journal.attempted(id, attempt)
        news.tell()
    }

    func settled(_ delivery: Delivery) {
        journal.settled(delivery)
        news.tell()
    }
}
