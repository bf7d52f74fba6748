internal import Callbacks
internal import Console
internal import Model

/// Records that know their numbers at any time, for `/metrics`.
protocol CountedRecords: DeliveryRecords {
    /// How many are in each state; settled ones that are kept no more count too.
    var totals: [Delivery.State: Int] { get }
}

extension MemoryJournal: CountedRecords {
    func list(_ filter: DeliveryFilter, offset: Int, limit: Int, newestFirst: Bool) -> [Delivery] {
        deliveries(filter, offset: offset, limit: limit, newestFirst: newestFirst)
    }

    func one(_ id: DeliveryID) -> Delivery? { delivery(id) }

    /// Memory makes room by itself.
    func removeSettled(_ filter: DeliveryFilter) -> Int { 0 }

    var totals: [Delivery.State: Int] { counts }
}
