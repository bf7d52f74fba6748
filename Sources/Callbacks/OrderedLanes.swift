/// Whose turn it is among the ordered deliveries to each target: always the first to have joined of those that have not
/// left. Leaving costs the same wherever in the line somebody stands.
struct OrderedLanes {
    private struct Lane {
        var line = FirstInFirstOut<DeliveryKey>()
        var first: DeliveryKey?
        var gone: Set<DeliveryKey> = []
    }

    private var lanes: [String: Lane] = [:]

    /// Stands at the end; true when its turn is now.
    mutating func join(_ key: DeliveryKey, in lane: String) -> Bool {
        guard lanes[lane] != nil else {
            lanes[lane] = Lane(first: key)
            return true
        }
        lanes[lane]?.line.append(key)
        return false
    }

    /// Leaves, from wherever it stands, and gives the one whose turn has come by that.
    mutating func leave(_ key: DeliveryKey, in name: String) -> DeliveryKey? {
        guard lanes[name]?.first == key else {
            _ = lanes[name]?.gone.insert(key)
            return nil
        }
        while let next = lanes[name]?.line.popFirst() {
            guard lanes[name]?.gone.remove(next) == nil else { continue }
            lanes[name]?.first = next
            return next
        }
        lanes[name] = nil
        return nil
    }
}
