internal import Synchronization

/// What a dispatcher's thread tells all others about itself.
final class DispatcherStatus: Sendable {
    /// Jobs in letters that nobody has read.
    let unread = Atomic<Int>(0)
    /// Deliveries that the thread knows and that have not settled; the parked ones among them.
    let kept = Atomic<Int>(0)
    let parked = Atomic<Int>(0)
    /// Whether what is pending stays so in the journal when the dispatcher ends.
    let leavesPending = Atomic<Bool>(false)
}
