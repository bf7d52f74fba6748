public import Model

/// Keeps what becomes of deliveries. The dispatcher calls it, in the order of events for each delivery.
public protocol DeliveryJournal: Sendable {
    /// A job was accepted. Called on the submitting thread before `submit` returns, which may be an event loop's: must
    /// not block.
    func pending(_ delivery: Delivery)
    /// A delivery was rendered anew just before its first attempt: its job is another under the same id. Called on the
    /// dispatcher's thread.
    func refreshed(_ delivery: Delivery)
    /// An attempt has ended. Called on the dispatcher's thread.
    func attempted(_ id: DeliveryID, _ attempt: Attempt)
    /// The attempt that has just ended does not count among the job's retries. Called on the dispatcher's thread.
    func notCounted(_ delivery: Delivery)
    /// The delivery has come to its end: any state but pending. Called on the dispatcher's thread, after the last
    /// `attempted` and before anybody who waits for it is told.
    func settled(_ delivery: Delivery)
    /// A delivery that had settled is pending again, with the attempts it has had. Called on the dispatcher's thread.
    func reopened(_ delivery: Delivery)

    /// Whether pending deliveries may live in the journal alone.
    var canPark: Bool { get }
    /// The dispatcher lets go of a pending delivery, for lack of room. Called on the dispatcher's thread.
    func park(_ id: DeliveryID)
    /// The oldest pending deliveries that are parked, at most so many; they are parked no longer. Called on the
    /// dispatcher's thread.
    func parked(_ count: Int) -> [Delivery]
    /// The pending delivery if it is parked; it is parked no longer. Called on the dispatcher's thread.
    func unpark(_ id: DeliveryID) -> Delivery?
}

extension DeliveryJournal {
    /// Keeps the job that was rendered first.
    public func refreshed(_ delivery: Delivery) {}
    /// Keeps nothing of it.
    public func notCounted(_ delivery: Delivery) {}
    /// Takes it for a new one.
    public func reopened(_ delivery: Delivery) { pending(delivery) }
    /// It cannot.
    public var canPark: Bool { false }
    /// Never called.
    public func park(_ id: DeliveryID) {}
    /// None.
    public func parked(_ count: Int) -> [Delivery] { [] }
    /// None.
    public func unpark(_ id: DeliveryID) -> Delivery? { nil }
}
