internal import ArgumentParser
internal import Model

/// Which time templates read: `real`, or an instant such as `2026-01-01T00:00:00Z` at which the clock stands still.
enum ReplayClock: ExpressibleByArgument, Hashable {
    case real
    case frozen(Timestamp)

    /// Where `--seed` puts the clock when nothing else is said, so that two runs give the same bytes.
    static let seeded = ReplayClock.frozen(CalendarDate(year: 2026, month: 1, day: 1).timestamp)

    init?(argument: String) {
        if argument == "real" {
            self = .real
        } else if let instant = Self.instant(argument) {
            self = .frozen(instant)
        } else {
            return nil
        }
    }

    /// Reads `YYYY-MM-DDTHH:MM:SSZ` and nothing else.
    private static func instant(_ text: String) -> Timestamp? {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[19] == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            Int(String(decoding: bytes[range], as: UTF8.self)).flatMap { $0 >= 0 ? $0 : nil }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        let date = CalendarDate(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        guard (1...12).contains(month) else { return nil }
        // A date that the calendar does not have comes back as another one.
        return CalendarDate(date.timestamp).rfc3339() == text ? date.timestamp : nil
    }
}
