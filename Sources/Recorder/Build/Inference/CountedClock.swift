internal import Model

/// Times that are later than now by a number of the request: when a token of so many seconds ends, when an invoice is due.
struct CountedClock {
    let samples: [Sample]
    let spelling: Spelling
    let setting: Setting

    /// So many different numbers leave no room for chance.
    private static let fewest = 3

    /// The template that gives all these times; nil when no number says how much later they are.
    func template(_ values: [JSON], from numbers: [(place: Place, value: JSONNumber)]) -> String? {
        guard let format = ClockFormat.read(values[0])?.format, let arguments = format.arguments else { return nil }
        for (place, _) in numbers.prefix(24) where place.isRemembered {
            let counts = samples.compactMap { place.value(in: $0)?.number?.int64 }
            guard counts.count == values.count, Set(counts).count >= Self.fewest else { continue }
            for unit in Link.TimeUnit.allCases where isNow(values, counts, unit) {
                let count = "\(spelling.expression(place)), '\(unit.rawValue)'"
                return "$.formatTime($.time('rfc3339ns'), \(arguments), \(count))"
            }
        }
        return nil
    }

    /// Whether the times are those of the requests once the numbers are taken off.
    private func isNow(_ values: [JSON], _ counts: [Int64], _ unit: Link.TimeUnit) -> Bool {
        var earlier: [JSON] = []
        for (value, count) in zip(values, counts) {
            guard let (instant, format) = ClockFormat.read(value), count > 0,
                count <= 1_000_000_000 / (unit.nanoseconds / 1_000_000_000),
                let time = format.spelled(instant + .nanoseconds(-count * unit.nanoseconds))
            else { return false }
            earlier.append(time)
        }
        return setting.reading(of: earlier, samples: samples)?.isNow ?? false
    }
}
