/// The deliveries that have not settled, each found by its key without hashing.
struct DeliveryTable {
    private var slots: [ScheduledDelivery?] = []
    private var free: [UInt32] = []
    private var nextOrder: UInt32 = 0

    /// How many there are.
    var count: Int { slots.count - free.count }

    /// Makes room for one.
    ///
    /// - Parameter make: is given its key.
    mutating func insert(_ make: (DeliveryKey) -> ScheduledDelivery) -> ScheduledDelivery {
        let slot = free.popLast() ?? UInt32(slots.count)
        let entry = make(DeliveryKey(order: nextOrder, slot: slot))
        nextOrder &+= 1
        if slot == slots.count { slots.append(entry) } else { slots[Int(slot)] = entry }
        return entry
    }

    /// The one of this key; nil when it is gone.
    subscript(key: DeliveryKey) -> ScheduledDelivery? {
        guard key.slot < slots.count, let entry = slots[Int(key.slot)], entry.key == key else { return nil }
        return entry
    }

    /// Takes it out; nil when it is gone.
    mutating func remove(_ key: DeliveryKey) -> ScheduledDelivery? {
        guard let entry = self[key] else { return nil }
        slots[Int(key.slot)] = nil
        free.append(key.slot)
        return entry
    }

    /// All of them, in the order in which they came.
    var all: [ScheduledDelivery] {
        // How far back each came tells their order also where the count has begun anew between them.
        slots.compactMap(\.self).sorted { nextOrder &- $0.key.order > nextOrder &- $1.key.order }
    }
}
