internal import Model

/// Finds out whether values are readings of the clock, and with which offset.
struct ClockInference {
    /// When the clock of a template will be read, for each sample.
    let moments: [Timestamp]
    /// How much later the value may have been made: until the end of the exchange.
    let durations: [Duration]
    /// Whether the moments are those at which callbacks left.
    var isSending = false

    /// What was found.
    struct Reading {
        var template: String
        var isWhole: Bool
        /// Whether there is no offset.
        var isNow: Bool
        var why: String
        /// How far the values are from what the template gives, on average, in nanoseconds; below the format's own step
        /// nothing is known.
        var distance: Int64
    }

    /// Twice what the clocks of two machines on one network and rounding may differ.
    private static let slack: Int64 = 2_000_000_000
    private static let second: Int64 = 1_000_000_000

    /// The clock as the source of all these values; nil when any of them is not a time or the offsets differ.
    func reading(of values: [JSON]) -> Reading? {
        guard let read = readAll(values), let format = Self.common(read.map(\.format)) else { return nil }
        let isConstant = values.allSatisfy { $0 == values[0] }
        let found: Int64?
        if case .date = format {
            found = dayOffset(read.map(\.instant), isConstant: isConstant)
        } else {
            found = offset(read.map(\.instant), format, isConstant: isConstant)
        }
        guard let offset = found else { return nil }
        let (template, isWhole) = format.template(offset: offset, isSending: isSending)
        let distances = zip(read, moments)
            .map { value, moment in
                let behind = moment.nanoseconds + offset - value.instant.nanoseconds
                return behind < 0 ? -behind : max(0, behind - format.resolution)
            }
        let what = isSending ? "the time of sending" : "the time of the exchange"
        let shown = offset == 0 ? what : "\(what) \(ClockFormat.spelling(ofOffset: offset))"
        return Reading(
            template: template,
            isWhole: isWhole,
            isNow: offset == 0,
            why: "is \(shown) in \(Self.count(values.count))",
            distance: distances.reduce(0) { $0 &+ $1 / Int64(distances.count) }
        )
    }

    /// The steady distance from the moments, rounded.
    private func offset(_ instants: [Timestamp], _ format: ClockFormat, isConstant: Bool) -> Int64? {
        let offsets = zip(instants, moments).map { $0.nanoseconds - $1.nanoseconds }
        guard let lower = offsets.min(), let upper = offsets.max() else { return nil }
        let longest = durations.map(\.nanoseconds).max() ?? 0
        let allowed = Self.slack + longest
        let middle = offsets.sorted()[offsets.count / 2]
        if isConstant {
            // A clock that is read at different moments shows the same only within one of its own steps.
            guard upper - lower <= format.resolution + longest + Self.second / 10 else { return nil }
            return loneOffset(middle, slack: Self.slack + min(longest, 5 * Self.second))
        }
        guard upper - lower <= allowed + abs(upper) / 50, let rounded = roundOffset(middle, slack: allowed) else {
            return nil
        }
        return isTrustworthy(rounded) ? rounded : nil
    }

    /// Whole days from the day of the moments; values that are all the same must be today's date.
    private func dayOffset(_ instants: [Timestamp], isConstant: Bool) -> Int64? {
        let day = 86_400 * Self.second
        var possible: Set<Int64>?
        for (index, instant) in instants.enumerated() {
            let wanted = instant.nanoseconds / day
            let began = moments[index].nanoseconds / day
            let ended = (moments[index] + durations[index]).nanoseconds / day
            let mine: Set<Int64> = [wanted - began, wanted - ended]
            possible = possible?.intersection(mine) ?? mine
        }
        guard let offset = possible?.min(by: { abs($0) < abs($1) }) else { return nil }
        // One day alone proves only an offset that people choose, and seen several times.
        if isConstant, offset != 0,
            instants.count < 3 || ![1, 2, 3, 5, 7, 10, 14, 21, 28, 30, 60, 90, 365].contains(offset)
        {
            return nil
        }
        return offset * day
    }

    /// The offset that one instant alone may prove: none, or one that people choose for what ends later.
    private func loneOffset(_ offset: Int64, slack: Int64) -> Int64? {
        if abs(offset) <= slack { return 0 }
        let minute = 60 * Self.second
        for (unit, limit) in [(1_440, 576_000), (60, 10_080), (5, 1_440), (1, 10)] as [(Int64, Int64)] {
            let rounded = (offset + unit * minute / 2) / (unit * minute) * (unit * minute)
            if rounded > 0, rounded <= limit * minute, abs(rounded - offset) <= slack { return rounded }
        }
        return nil
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
        let fractions = formats.compactMap { if case .unixFraction(let digits) = $0 { digits } else { nil } }
        if fractions.count == formats.count { return .unixFraction(digits: fractions.max() ?? 6) }
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
        for seconds in [86_400, 3_600, 300, 60, 5, 1] as [Int64] {
            let unit = seconds * Self.second
            let rounded = (offset + (offset < 0 ? -unit : unit) / 2) / unit * unit
            if rounded != 0, abs(rounded - offset) <= min(slack, unit / 4 + Self.slack) { return rounded }
        }
        return nil
    }

    /// Moments close together prove an offset only when it is round: any time lies near some whole second.
    private func isTrustworthy(_ offset: Int64) -> Bool {
        let spread = (moments.max()?.nanoseconds ?? 0) - (moments.min()?.nanoseconds ?? 0)
        if spread > 4 * Self.slack { return true }
        let minute = 60 * Self.second
        return offset == 0 || offset % (5 * minute) == 0 || (offset % minute == 0 && abs(offset) <= 10 * minute)
    }

    static func count(_ samples: Int) -> String { samples == 1 ? "1 sample" : "all \(samples) samples" }
}
