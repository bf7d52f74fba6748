internal import Model

/// Finds out whether values are readings of the clock, and with which offset.
struct ClockInference {
    /// When the clock of a template will be read, for each sample.
    let moments: [Timestamp]
    /// How much later the value may have been made: until the end of the exchange.
    let durations: [Duration]
    /// Added to the offset that is found.
    var delay: Duration = .zero

    /// What was found.
    struct Reading {
        var template: String
        var isWhole: Bool
        var why: String
    }

    /// Twice what the clocks of two machines on one network and rounding may differ.
    private static let slack: Int64 = 2_000_000_000

    /// The clock as the source of all these values; nil when any of them is not a time or the offsets differ.
    func reading(of values: [JSON]) -> Reading? {
        guard let read = readAll(values), let format = Self.common(read.map(\.format)) else { return nil }
        let offsets = zip(read, moments).map { $0.instant.nanoseconds - $1.nanoseconds }
        guard let lower = offsets.min(), let upper = offsets.max() else { return nil }
        let slack = max(Self.slack, format.resolution)
        let allowed = slack + (durations.map(\.nanoseconds).max() ?? 0)
        guard upper - lower <= allowed + abs(upper) / 50 else { return nil }
        guard let offset = roundOffset(offsets.sorted()[offsets.count / 2], slack: allowed) else { return nil }
        if !isTrustworthy(offset, values: values) { return nil }
        let delayed = offset + delay.nanoseconds / 1_000_000_000 * 1_000_000_000
        let (template, isWhole) = format.template(offset: delayed)
        let shown =
            offset == 0
            ? "the time of the exchange" : "the time of the exchange \(ClockFormat.spelling(ofOffset: offset))"
        return Reading(template: template, isWhole: isWhole, why: "is \(shown) in \(Self.count(values.count))")
    }

    private func readAll(_ values: [JSON]) -> [(instant: Timestamp, format: ClockFormat)]? {
        var result: [(instant: Timestamp, format: ClockFormat)] = []
        for value in values {
            guard let read = ClockFormat.read(value) else { return nil }
            result.append(read)
        }
        return result
    }

    /// One format for all; fractions whose trailing zeros were cut count as nanoseconds.
    private static func common(_ formats: [ClockFormat]) -> ClockFormat? {
        guard let first = formats.first else { return nil }
        if formats.allSatisfy({ $0 == first }) {
            if case .rfc3339(let digits, let zone) = first, digits == 7 || digits == 8 {
                return .rfc3339(digits: 9, zone: zone)
            }
            return first
        }
        guard case .rfc3339(_, let zone) = first else { return nil }
        var most = 0
        for format in formats {
            guard case .rfc3339(let digits, zone) = format else { return nil }
            most = max(most, digits)
        }
        return .rfc3339(digits: most <= 3 ? 3 : most <= 6 ? 6 : 9, zone: zone)
    }

    /// Zero when the value is about now; else the roundest offset within the slack.
    private func roundOffset(_ offset: Int64, slack: Int64) -> Int64? {
        if abs(offset) <= slack { return 0 }
        let second: Int64 = 1_000_000_000
        for unit in [86_400 * second, 3_600 * second, 300 * second, 60 * second, 5 * second, second] {
            let rounded = (offset + (offset < 0 ? -unit : unit) / 2) / unit * unit
            if rounded != 0, abs(rounded - offset) <= min(slack, unit / 4 + Self.slack) { return rounded }
        }
        return nil
    }

    /// One instant alone proves an offset only when it is round: any time lies near some whole second.
    private func isTrustworthy(_ offset: Int64, values: [JSON]) -> Bool {
        let spread = (moments.max()?.nanoseconds ?? 0) - (moments.min()?.nanoseconds ?? 0)
        if spread > 4 * Self.slack, Set(values).count > 1 { return true }
        let minute: Int64 = 60_000_000_000
        return offset == 0 || offset % (5 * minute) == 0 || (offset % minute == 0 && abs(offset) <= 10 * minute)
    }

    static func count(_ samples: Int) -> String { samples == 1 ? "1 sample" : "all \(samples) samples" }
}
