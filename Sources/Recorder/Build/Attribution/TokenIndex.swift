internal import Model

/// Which exchanges and deliveries hold which values, and how rare each value is in the recording.
struct TokenIndex {
    /// What is known of one value.
    struct Entry {
        /// Exchanges that hold it, in order of time.
        var exchanges: [Int32] = []
        /// How many deliveries hold it.
        var deliveries: Int32 = 0
        var bits: Double
    }

    private(set) var entries: [String: Entry] = [:]
    private let documents: Int

    /// Values that stand in more exchanges than this do not tell them apart.
    static let commonness = 512

    init(exchanges: [[String: Double]], deliveries: [[String: Double]]) {
        documents = exchanges.count + deliveries.count
        // Only what stands in a delivery is ever asked for.
        for tokens in deliveries {
            for (token, bits) in tokens { entries[token, default: Entry(bits: bits)].deliveries += 1 }
        }
        for (number, tokens) in exchanges.enumerated() {
            for token in tokens.keys { entries[token]?.exchanges.append(Int32(number)) }
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
