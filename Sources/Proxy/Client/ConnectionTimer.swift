internal import NIOCore

/// One timer for a connection's changing deadline: it is set once, looks again when it fires, and is only set anew when the
/// deadline comes nearer, so that a busy connection does not pay for it.
struct ConnectionTimer {
    private let loop: any EventLoop
    private var scheduled: Scheduled<Void>?
    private var firesAt = NIODeadline.distantFuture

    /// A timer that is not set.
    init(loop: any EventLoop) { self.loop = loop }

    /// Makes sure that `fire` is called at the deadline or before; it must call `fired` and look at the deadline again.
    mutating func arm(_ deadline: NIODeadline, _ fire: @escaping () -> Void) {
        guard deadline < firesAt else { return }
        scheduled?.cancel()
        firesAt = deadline
        scheduled = loop.assumeIsolated().scheduleTask(deadline: deadline, fire)
    }

    /// It has fired.
    mutating func fired() {
        scheduled = nil
        firesAt = .distantFuture
    }

    /// It is not needed any more.
    mutating func cancel() {
        scheduled?.cancel()
        fired()
    }
}
