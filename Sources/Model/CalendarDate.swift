/// The civil date and time of an instant in UTC, and its usual spellings.
///
/// The day arithmetic counts in eras of 400 years, which is exact for the proleptic Gregorian calendar.
public struct CalendarDate: Hashable, Sendable {
    /// The year, for example 2026.
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    /// 0 to 23.
    public var hour: Int
    /// 0 to 59.
    public var minute: Int
    /// 0 to 60; a leap second reads as the first second of the next minute.
    public var second: Int
    /// 0 to 999,999,999.
    public var nanosecond: Int

    /// A date and time in UTC.
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, nanosecond: Int = 0) {
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second, self.nanosecond) = (hour, minute, second, nanosecond)
    }

    /// The date and time that an instant has in UTC.
    public init(_ instant: Timestamp) {
        let seconds = instant.seconds
        let days = seconds >= 0 ? seconds / 86_400 : -((-seconds + 86_399) / 86_400)
        let rest = Int(seconds - days * 86_400)
        let shifted = Int(days) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
        nanosecond = Int(instant.nanoseconds - seconds * 1_000_000_000)
    }

    /// The instant that this date and time names in UTC; the last or first one there is, where none reaches so far.
    public var timestamp: Timestamp {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let era = (yearFromMarch >= 0 ? yearFromMarch : yearFromMarch - 399) / 400
        let yearOfEra = yearFromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = Int64(era * 146_097 + dayOfEra - 719_468)
        let seconds = days * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        let (nanoseconds, isBeyond) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isBeyondToo) = nanoseconds.addingReportingOverflow(Int64(nanosecond))
        return Timestamp(nanoseconds: isBeyond || isBeyondToo ? (seconds < 0 ? .min : .max) : sum)
    }

    /// 0 for Sunday to 6 for Saturday.
    public var weekday: Int {
        let days = timestamp.seconds >= 0 ? timestamp.seconds / 86_400 : (timestamp.seconds - 86_399) / 86_400
        return Int(((days + 4) % 7 + 7) % 7)
    }
}

extension CalendarDate {
    /// As dates in English write them, January first.
    public static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// `2026-11-23`.
    public var dateText: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

    /// `21:46:59`.
    public var timeText: String { "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))" }

    /// `2026-11-23T21:46:59Z` with so many digits of a fraction (RFC 3339 §5.6).
    public func rfc3339(fractionDigits: Int = 0) -> String {
        guard fractionDigits > 0 else { return "\(dateText)T\(timeText)Z" }
        return "\(dateText)T\(timeText).\(padded(nanosecond, 9).prefix(min(fractionDigits, 9)))Z"
    }

    /// `Mon, 23 Nov 2026 21:46:59 GMT` (IMF-fixdate, RFC 9110 §5.6.7).
    public var httpDate: String {
        "\(Self.dayNames[weekday]), \(padded(day, 2)) \(Self.monthNames[month - 1]) \(padded(year, 4)) \(timeText) GMT"
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
}
