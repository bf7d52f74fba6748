/// A way to write an instant.
public enum ClockFormat: Hashable, Sendable {
    /// `2026-11-23T21:46:59.123Z`: digits of the fraction, and what follows them (`Z`, `+00:00`, nothing).
    case rfc3339(digits: Int, zone: String)
    /// `2026-11-23 21:46:59`: like RFC 3339 with a space.
    case spaced(digits: Int, zone: String)
    /// Seconds since 1970.
    case unix
    /// Milliseconds since 1970.
    case unixMilliseconds
    /// Seconds since 1970 with so many digits of a fraction: `1795470419.123456`.
    case unixFraction(digits: Int)
    /// `Mon, 23 Nov 2026 21:46:59 GMT`.
    case http
    /// `Mon, 23 Nov 2026 21:46:59 +0000`: the same with a zone in figures (RFC 5322 §3.3).
    case mail(zone: String)
    /// `2026-11-23`.
    case date

    /// 2001 to 2100: an integer outside was not meant as a time.
    public static func isPlausible(unixSeconds: Int64) -> Bool { (1_000_000_000...4_102_444_800).contains(unixSeconds) }

    /// What one step of the format is, in nanoseconds.
    public var resolution: Int64 {
        switch self {
        case .rfc3339(let digits, _), .spaced(let digits, _), .unixFraction(let digits):
            digits >= 3 ? 1_000_000 : 1_000_000_000
        case .unix, .http, .mail: 1_000_000_000
        case .unixMilliseconds: 1_000_000
        case .date: 86_400_000_000_000
        }
    }

    /// Reads a value as an instant; nil for everything that is not a time in one of the formats.
    public static func read(_ value: JSON) -> (instant: Timestamp, format: ClockFormat)? {
        switch value {
        case .number(let number): number.int64.map(read) ?? readFraction(number.text, isText: false)
        case .string(let text): read(text)
        default: nil
        }
    }

    /// How many digits the fraction of an RFC 3339 text has; nil when the text is none.
    public static func fractionDigits(ofRFC3339 text: String) -> Int? {
        switch read(text)?.format {
        case .rfc3339(let digits, _), .spaced(let digits, _): digits
        case .http, .date: 0
        default: nil
        }
    }

    private static func read(_ integer: Int64) -> (instant: Timestamp, format: ClockFormat)? {
        if isPlausible(unixSeconds: integer) { return (Timestamp(seconds: integer), .unix) }
        if integer > 1_000_000_000_000, isPlausible(unixSeconds: integer / 1_000) {
            return (Timestamp(nanoseconds: integer * 1_000_000), .unixMilliseconds)
        }
        return nil
    }

    private static func read(_ text: String) -> (instant: Timestamp, format: ClockFormat)? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes.count <= 40 else { return nil }
        if bytes.allSatisfy({ $0 &- 0x30 < 10 }) { return Int64(text).flatMap(read) }
        if bytes[4] == 0x2D, bytes[7] == 0x2D { return readDate(bytes) }
        if bytes.count > 11, bytes[10] == 0x2E { return readFraction(text, isText: true) }
        return bytes.count == 29 && text.hasSuffix(" GMT") || bytes.count == 31 ? readHTTP(text) : nil
    }

    /// Numbers lose zeros at their end, so that they say of their digits only whether there are more than three.
    private static func readFraction(_ text: String, isText: Bool) -> (instant: Timestamp, format: ClockFormat)? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 10, (1...9).contains(parts[1].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }),
            let seconds = Int64(parts[0]), isPlausible(unixSeconds: seconds),
            let nanoseconds = Int64(String(parts[1]).padded(to: 9))
        else { return nil }
        let written = parts[1].utf8.count
        let digits = isText ? written : written <= 3 ? 3 : 6
        return (Timestamp(nanoseconds: seconds * 1_000_000_000 + nanoseconds), .unixFraction(digits: digits))
    }

    private static func readDate(_ bytes: [UInt8]) -> (instant: Timestamp, format: ClockFormat)? {
        guard let year = number(bytes, 0, 4), let month = number(bytes, 5, 2), let day = number(bytes, 8, 2),
            (1...12).contains(month), (1...31).contains(day), (1970...2200).contains(year)
        else { return nil }
        var date = CalendarDate(year: year, month: month, day: day)
        if bytes.count == 10 { return (date.timestamp, .date) }
        guard bytes.count >= 19, bytes[10] == 0x54 || bytes[10] == 0x20, bytes[13] == 0x3A, bytes[16] == 0x3A,
            let hour = number(bytes, 11, 2), let minute = number(bytes, 14, 2), let second = number(bytes, 17, 2),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        (date.hour, date.minute, date.second) = (hour, minute, second)
        var end = 19
        if end < bytes.count, bytes[end] == 0x2E {
            end += 1
            while end < bytes.count, bytes[end] &- 0x30 < 10 { end += 1 }
            let digits = String(decoding: bytes[20..<min(end, 29)], as: UTF8.self)
            date.nanosecond = Int(digits.padded(to: 9)) ?? 0
        }
        let digits = max(0, end - 20)
        let zone = String(decoding: bytes[end...], as: UTF8.self)
        guard let offset = seconds(ofZone: zone) else { return nil }
        let instant = Timestamp(nanoseconds: date.timestamp.nanoseconds - offset * 1_000_000_000)
        return (instant, bytes[10] == 0x54 ? .rfc3339(digits: digits, zone: zone) : .spaced(digits: digits, zone: zone))
    }

    /// Seconds east of UTC; nil for text that is no zone.
    public static func seconds(ofZone zone: String) -> Int64? {
        if zone.isEmpty || zone == "Z" || zone == "z" { return 0 }
        let bytes = Array(zone.utf8)
        guard bytes.count >= 5, bytes[0] == 0x2B || bytes[0] == 0x2D, let hours = number(bytes, 1, 2) else {
            return nil
        }
        let minutes = bytes.count == 6 && bytes[3] == 0x3A ? number(bytes, 4, 2) : number(bytes, 3, 2)
        guard bytes.count <= 6, hours < 24, let minutes, minutes < 60 else { return nil }
        return Int64(hours * 3_600 + minutes * 60) * (bytes[0] == 0x2D ? -1 : 1)
    }

    private static func readHTTP(_ text: String) -> (instant: Timestamp, format: ClockFormat)? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, let day = Int(parts[1]),
            let month = CalendarDate.monthNames.firstIndex(of: String(parts[2])),
            let year = Int(parts[3])
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        let zone = parts[5] == "GMT" ? "" : String(parts[5])
        guard parts[0].hasSuffix(","), let east = seconds(ofZone: zone), zone.isEmpty || zone.utf8.count == 5,
            clock.count == 3, (1...31).contains(day), (0...9_999).contains(year), (0..<24).contains(clock[0]),
            (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        let date = CalendarDate(
            year: year,
            month: month + 1,
            day: day,
            hour: clock[0],
            minute: clock[1],
            second: clock[2]
        )
        if zone.isEmpty { return (date.timestamp, .http) }
        return (date.timestamp + .seconds(-east), .mail(zone: zone))
    }

    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        var result = 0
        for byte in bytes[start..<start + count] {
            guard byte &- 0x30 < 10 else { return nil }
            result = result * 10 + Int(byte &- 0x30)
        }
        return result
    }
}

extension String {
    fileprivate func padded(to length: Int) -> String {
        utf8.count >= length ? self : self + String(repeating: "0", count: length - utf8.count)
    }
}
