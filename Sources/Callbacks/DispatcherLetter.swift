internal import Model

/// What callers ask of the dispatcher's thread, and what those that send tell it.
enum DispatcherLetter: Sendable {
    /// Callbacks of an answer that was sent at this time of the monotonic clock: their delays begin with it.
    case submit([Delivery], sentAt: Duration)
    case deliver([Delivery], whenDone: @Sendable ([Delivery]) -> Void)
    case resume([Delivery])
    case redeliver(Delivery)
    case cancel(DeliveryID, done: @Sendable (Bool) -> Void)
    /// Attempts have ended.
    case ended([AttemptEnd])
    /// HTTP receivers cannot be reached any more, whoever they are.
    case broken(CurlError)
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

/// How an attempt ended that an order had begun.
struct AttemptEnd: Sendable {
    let key: DeliveryKey
    let result: Attempt.Result
    let next: FurtherAttempt
    /// When it began, where that was later than the schedule knows.
    var began: Moment?
}
