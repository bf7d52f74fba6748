internal import Callbacks
internal import Model
internal import Storage

/// Where deliveries can be looked up: the database, or memory.
protocol DeliveryRecords: Sendable {
    /// Those that pass, in the order in which they were taken on, or the other way round.
    func list(
        _ filter: DeliveryFilter,
        offset: Int,
        limit: Int,
        newestFirst: Bool
    ) throws(StorageError) -> [Delivery]
    /// One of them; nil when it is unknown.
    func one(_ id: DeliveryID) throws(StorageError) -> Delivery?
    /// How many of those that pass are in each state.
    func counts(_ filter: DeliveryFilter) throws(StorageError) -> [Delivery.State: Int]
    /// Takes the settled ones away that pass; how many there were.
    func removeSettled(_ filter: DeliveryFilter) throws(StorageError) -> Int
    /// How many are in each state; settled ones that are kept no more count too.
    var totals: [Delivery.State: Int] { get }
}

extension MemoryJournal: DeliveryRecords {
    func list(_ filter: DeliveryFilter, offset: Int, limit: Int, newestFirst: Bool) -> [Delivery] {
        let passing = deliveries().filter(filter.includes)
        return Array((newestFirst ? passing.reversed() : passing).dropFirst(offset).prefix(limit))
    }

    func one(_ id: DeliveryID) -> Delivery? { delivery(id) }

    func counts(_ filter: DeliveryFilter) -> [Delivery.State: Int] {
        deliveries().filter(filter.includes).reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
    }

    /// Memory makes room by itself.
    func removeSettled(_ filter: DeliveryFilter) -> Int { 0 }

    var totals: [Delivery.State: Int] { counts }
}
