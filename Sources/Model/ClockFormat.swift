internal import Model

/// A way to write an instant.
enum ClockFormat: Hashable, Sendable {
    /// `2026-11-23T21:46:59.123Z`: digits of the fraction, and what follows them (`Z`, `+00:00`, nothing).
    case rfc3339(digits: Int, zone: String)
    /// `2026-11-23 21:46:59`: like RFC 3339 with a space.
    case spaced(digits: Int, zone: String)
    /// Seconds since 1970.
    case unix
    /// Milliseconds since 1970.
    case unixMilliseconds
    /// `Mon, 23 Nov 2026 21:46:59 GMT`.
    case http
    /// `2026-11-23`.
    case date

    /// 2001 to 2100: an integer outside was not meant as a time.
    static func isPlausible(unixSeconds: Int64) -> Bool { (1_000_000_000...4_102_444_800).contains(unixSeconds) }

    /// What one step of the format is, in nanoseconds.
    var resolution: Int64 {
        switch self {
        case .rfc3339(let digits, _), .spaced(let digits, _): digits >= 3 ? 1_000_000 : 1_000_000_000
        case .unix, .http: 1_000_000_000
        case .unixMilliseconds: 1_000_000
        case .date: 86_400_000_000_000
        }
    }

    /// Reads a value as an instant; nil for everything that is not a time in one of the formats.
    static func read(_ value: JSON) -> (instant: Timestamp, format: ClockFormat)? {
        switch value {
        case .number(let number): number.int64.flatMap(read)
        case .string(let text): read(text)
        default: nil
        }
    }

    /// How many digits the fraction of an RFC 3339 text has; nil when the text is none.
    static func fractionDigits(ofRFC3339 text: String) -> Int? {
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
        return bytes.count == 29 && text.hasSuffix(" GMT") ? readHTTP(text) : nil
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
    static func seconds(ofZone zone: String) -> Int64? {
        if zone.isEmpty || zone == "Z" || zone == "z" { return 0 }
        let bytes = Array(zone.utf8)
        guard bytes.count >= 5, bytes[0] == 0x2B || bytes[0] == 0x2D, let hours = number(bytes, 1, 2) else {
            return nil
        }
        let minutes = bytes.count == 6 && bytes[3] == 0x3A ? number(bytes, 4, 2) : number(bytes, 3, 2)
        guard bytes.count <= 6, let minutes else { return nil }
        return Int64(hours * 3_600 + minutes * 60) * (bytes[0] == 0x2D ? -1 : 1)
    }

    private static func readHTTP(_ text: String) -> (instant: Timestamp, format: ClockFormat)? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, let day = Int(parts[1]),
            let month = CalendarDate.monthNames.firstIndex(of: String(parts[2])),
            let year = Int(parts[3])
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3 else { return nil }
        let date = CalendarDate(
            year: year,
            month: month + 1,
            day: day,
            hour: clock[0],
            minute: clock[1],
            second: clock[2]
        )
        return (date.timestamp, .http)
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

extension ClockFormat {
    /// The template that writes the clock's time in this format, so much later, as text or inside text.
    ///
    /// - Returns: the template, and whether it is one whole expression (which keeps a number a number).
    func template(offset: Int64) -> (text: String, isWhole: Bool) {
        switch self {
        case .unix: (time("unix", offset), true)
        case .unixMilliseconds: (time("unixms", offset), true)
        case .http: (time("http", offset), true)
        case .date: (time("date", offset), true)
        case .rfc3339(let digits, let zone): written(digits: digits, zone: zone, separator: "T", offset: offset)
        case .spaced(let digits, let zone): written(digits: digits, zone: zone, separator: " ", offset: offset)
        }
    }

    private func written(
        digits: Int,
        zone: String,
        separator: String,
        offset: Int64
    ) -> (text: String, isWhole: Bool) {
        let names = [0: "rfc3339", 3: "rfc3339ms", 6: "rfc3339us", 9: "rfc3339ns"]
        let shift = offset + (Self.seconds(ofZone: zone) ?? 0) * 1_000_000_000
        if separator == "T", zone == "Z", let name = names[digits] { return (time(name, shift), true) }
        let source = time(digits == 0 ? "rfc3339" : "rfc3339ns", shift)
        let end = digits == 0 ? 19 : 20 + min(digits, 9)
        if separator == "T" { return ("${$.slice(\(source), 0, \(end))}\(zone)", false) }
        return ("${$.slice(\(source), 0, 10)} ${$.slice(\(source), 11, \(end))}\(zone)", false)
    }

    private func time(_ name: String, _ offset: Int64) -> String {
        offset == 0 ? "$.time('\(name)')" : "$.time('\(name)', '\(Self.spelling(ofOffset: offset))')"
    }

    /// `+24h`, `-90s`: in the largest unit that divides it.
    static func spelling(ofOffset nanoseconds: Int64) -> String {
        let milliseconds = nanoseconds / 1_000_000
        let sign = milliseconds < 0 ? "-" : "+"
        let size = abs(milliseconds)
        for (unit, length) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)] as [(String, Int64)]
        where size >= length && size % length == 0 {
            return "\(sign)\(size / length)\(unit)"
        }
        return "\(sign)\(size)ms"
    }
}

extension String {
    fileprivate func padded(to length: Int) -> String {
        utf8.count >= length ? self : self + String(repeating: "0", count: length - utf8.count)
    }
}
