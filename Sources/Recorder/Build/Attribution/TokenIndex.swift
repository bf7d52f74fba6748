internal import Model

/// Which exchanges and deliveries hold which values, and how rare each value is in the recording.
struct TokenIndex {
    /// What is known of one value.
    struct Entry {
        /// Exchanges that hold it, in order of time.
        var exchanges: [Int32] = []
        /// How many deliveries hold it.
        var deliveries: Int32 = 0
        /// What the value says by itself.
        var bits: Double
        /// Deliveries that hold it, in order of time; only the first few.
        var holders: [Int32] = []

        /// Whether an exchange holds it.
        func isHeld(by exchange: Int) -> Bool {
            var (lower, upper) = (0, exchanges.count)
            while lower < upper {
                let middle = (lower + upper) / 2
                if exchanges[middle] < exchange { lower = middle + 1 } else { upper = middle }
            }
            return lower < exchanges.count && exchanges[lower] == exchange
        }
    }

    private(set) var entries: [String: Entry] = [:]
    private let documents: Int

    /// Values that stand in more exchanges than this do not tell them apart.
    static let commonness = 512
    /// More deliveries than this with one value are no chain of webhooks.
    static let chain = 8

    /// - Parameters:
    ///   - deliveries: the values of each delivery. Only what stands in one is ever asked for.
    ///   - causes: how many exchanges there are.
    ///   - tokens: the values of an exchange.
    init(deliveries: [[String: Double]], causes: Int, tokens: (Int) -> [String: Double]) {
        documents = causes + deliveries.count
        for (number, values) in deliveries.enumerated() {
            for (token, bits) in values {
                entries[token, default: Entry(bits: bits)].deliveries += 1
                if let count = entries[token]?.holders.count, count < Self.chain {
                    entries[token]?.holders.append(Int32(number))
                }
            }
        }
        for number in 0..<causes {
            for token in tokens(number).keys { entries[token]?.exchanges.append(Int32(number)) }
        }
    }

    /// How much it says that an exchange and a delivery share a value: nothing when all of them hold it.
    func weight(_ entry: Entry) -> Double {
        let holders = Double(entry.exchanges.count) + Double(entry.deliveries)
        return min(entry.bits, max(0, binaryLogarithm((Double(documents) + 32) / holders)))
    }
}

/// The logarithm to base 2, exact enough for weighing evidence.
func binaryLogarithm(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    let exponent = Double(value.exponent)
    let fraction = value.significand - 1
    // A parabola through log2(1), log2(1.5) and log2(2): at most 0.01 off.
    return exponent + fraction * (1.3399 - 0.3399 * fraction)
}
