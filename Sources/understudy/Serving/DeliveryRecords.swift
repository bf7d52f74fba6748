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
        let passing = deliveries(filter)
        return Array((newestFirst ? passing.reversed() : passing).dropFirst(offset).prefix(limit))
    }

    func one(_ id: DeliveryID) -> Delivery? { delivery(id) }

    func counts(_ filter: DeliveryFilter) -> [Delivery.State: Int] {
        deliveries(filter).reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
    }

    /// Memory makes room by itself.
    func removeSettled(_ filter: DeliveryFilter) -> Int { 0 }

    var totals: [Delivery.State: Int] { counts }
}
