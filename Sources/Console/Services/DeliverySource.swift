public import Model
public import Storage

/// Where the admin API looks deliveries up.
public protocol DeliveryRecords: Sendable {
    /// Those that pass, in the order in which they were taken on, or the other way round.
    func list(
        _ filter: DeliveryFilter,
        offset: Int,
        limit: Int,
        newestFirst: Bool
    ) throws(StorageError) -> [Delivery]
    /// One of them; nil when it is unknown.
    func one(_ id: DeliveryID) throws(StorageError) -> Delivery?
    /// How many of those that pass are in each state; none stands for nothing.
    func counts(_ filter: DeliveryFilter) throws(StorageError) -> [Delivery.State: Int]
    /// Takes the settled ones away that pass.
    ///
    /// - Returns: how many there were.
    func removeSettled(_ filter: DeliveryFilter) throws(StorageError) -> Int
}

/// What the admin API does to deliveries, and where it looks them up.
public protocol DeliverySource: Sendable {
    /// All that are kept.
    var records: any DeliveryRecords { get }
    /// Sends a delivery again that has settled, under the same id. Must not block.
    func redeliver(_ delivery: Delivery)
    /// Takes a pending delivery back and calls back, once and from any thread; false when none is pending.
    func cancel(_ id: DeliveryID, _ done: @escaping @Sendable (Bool) -> Void)
    /// Calls back, once and from any thread, when none of them is pending, with true, or when the time is over, with
    /// false. Must not block.
    func whenSettled(
        _ awaited: AwaitedCallbacks,
        within limit: Duration,
        _ done: @escaping @Sendable (Bool) -> Void
    )
    /// Calls back, once and from any thread, when something has become of a delivery, or when the time is over. Must not
    /// block.
    func whenChanged(within limit: Duration, _ done: @escaping @Sendable () -> Void)
    /// The deliveries whose content and fields are as a mock's matcher wants a request's.
    ///
    /// - Throws: when the matcher cannot be compiled.
    func fitting(_ deliveries: [Delivery], _ matcher: HTTPMatcher) throws(MockFormatError) -> Set<DeliveryID>
}
