internal import Model

extension Timestamp {
    /// Reads `2026-11-24T10:00:00Z`, with a fraction of a second and with an offset from UTC if there is one (RFC 3339
    /// §5.6), or whole seconds since 1970. Nil when the text is neither, or names a day that no calendar has.
    init?(text: String) {
        if let seconds = Int64(text) {
            guard abs(seconds) < 9_000_000_000 else { return nil }
            self.init(seconds: seconds)
            return
        }
        var reader = InstantReader(rest: Array(text.utf8)[...])
        guard let instant = reader.instant() else { return nil }
        self = instant
    }
}

/// Goes through an instant from the left.
private struct InstantReader {
    var rest: ArraySlice<UInt8>

    mutating func instant() -> Timestamp? {
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
            take("T") || take("t") || take(" "),
            let hour = number(2), take(":"), let minute = number(2), take(":"), let second = number(2),
            let nanosecond = fraction(), let offset = offset(), rest.isEmpty,
            (1678...2261).contains(year), hour < 24, minute < 60, second <= 60
        else { return nil }
        var date = CalendarDate(year: year, month: month, day: day)
        // A day that the calendar lacks comes back as another one.
        guard (1...12).contains(month), CalendarDate(date.timestamp) == date else { return nil }
        (date.hour, date.minute, date.second, date.nanosecond) = (hour, minute, second, nanosecond)
        return date.timestamp + .seconds(-offset)
    }

    private mutating func number(_ digits: Int) -> Int? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        rest = rest.dropFirst(digits)
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// In nanoseconds; nil when digits are missing.
    private mutating func fraction() -> Int? {
        guard take(".") else { return 0 }
        let digits = rest.prefix { $0 &- 0x30 < 10 }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        let nine = (Array(digits) + Array(repeating: 0x30, count: 9)).prefix(9)
        return nine.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// In seconds; nil when it is missing.
    private mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
