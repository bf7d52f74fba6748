internal import Model

/// A value that stands in a webhook and in the exchange that caused it, as evidence in words.
struct SharedValue {
    /// As the webhook spells it.
    let text: String
    /// How many exchanges and deliveries hold it.
    let exchanges: Int
    let deliveries: Int
    private let rank: Double

    init(text: String, entry: TokenIndex.Entry, weight: Double) {
        self.text = text
        exchanges = entry.exchanges.count
        deliveries = Int(entry.deliveries)
        // Whole identifiers say more to a reader than the sentences and URLs that they stand in.
        let isComposed = text.utf8.contains { $0 == 0x20 || $0 == 0x2F }
        rank = Rarity.bits(text) * weight * (isComposed ? 0.5 : 1)
    }

    /// Three at most, the longest and rarest first; of values of which one stands in the other only the better one.
    static func mostTelling(_ values: [SharedValue]) -> [SharedValue] {
        var result: [SharedValue] = []
        for value in values.sorted(by: isBefore) where result.count < 3 {
            let plain = value.plain
            if result.contains(where: { $0.plain.contains(plain) || plain.contains($0.plain) }) { continue }
            result.append(value)
        }
        return result
    }

    private static func isBefore(_ left: SharedValue, _ right: SharedValue) -> Bool {
        if left.rank != right.rank { return left.rank > right.rank }
        return (left.text.utf8.count, right.text) > (right.text.utf8.count, left.text)
    }

    private var plain: String { text.lowercased().filter { $0 != "-" } }

    /// `"ord_7Fq2" stands in both`, and where else it stands.
    var sentence: String {
        let shown = text.utf8.count > 60 ? "\(text.prefix(57))…" : text
        let others = [Count.words(exchanges - 1, "other exchange"), Count.words(deliveries - 1, "other delivery")]
        let places = others.filter { !$0.hasPrefix("0") }.joined(separator: " and ")
        return "\"\(shown)\" stands in both" + (places.isEmpty ? "" : " (and in \(places))")
    }
}
