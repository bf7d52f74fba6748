public import Model

/// Keeps what becomes of deliveries. The dispatcher calls it, in the order of events for each delivery.
public protocol DeliveryJournal: Sendable {
    /// A job was accepted. Called on the submitting thread before `submit` returns, which may be an event loop's: must
    /// not block.
    func pending(_ delivery: Delivery)
    /// An attempt has ended. Called on the dispatcher's thread.
    func attempted(_ id: DeliveryID, _ attempt: Attempt)
    /// The delivery has come to its end: delivered, failed or abandoned. Called on the dispatcher's thread, after the
    /// last `attempted` and before anybody who waits for it is told.
    func settled(_ delivery: Delivery)
}
