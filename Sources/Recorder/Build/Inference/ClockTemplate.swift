internal import Model

extension ClockFormat {
    /// The template that writes the clock's time in this format, so much later, as text or inside text.
    ///
    /// - Parameter isSending: whether the clock is read when a callback leaves.
    /// - Returns: the template, and whether it is one whole expression (which keeps a number a number).
    func template(offset: Int64, isSending: Bool = false) -> (text: String, isWhole: Bool) {
        func time(_ name: String, _ offset: Int64) -> String { Self.time(name, offset, isSending) }
        return switch self {
        case .unix: (time("unix", offset), true)
        case .unixMilliseconds: (time("unixms", offset), true)
        case .unixFraction(let digits):
            (Self.time("unix", offset, isSending, digits: digits <= 3 ? "ms" : digits <= 6 ? "us" : "ns"), true)
        case .http: (time("http", offset), true)
        case .mail(let zone):
            (
                "${$.slice(\(time("http", offset + (Self.seconds(ofZone: zone) ?? 0) * 1_000_000_000)), 0, 26)}\(zone)",
                false
            )
        case .date: (time("date", offset), true)
        case .rfc3339(let digits, let zone): written(digits, zone, separator: "T", offset, isSending)
        case .spaced(let digits, let zone): written(digits, zone, separator: " ", offset, isSending)
        }
    }

    private func written(
        _ digits: Int,
        _ zone: String,
        separator: String,
        _ offset: Int64,
        _ isSending: Bool
    ) -> (text: String, isWhole: Bool) {
        func time(_ name: String, _ offset: Int64) -> String { Self.time(name, offset, isSending) }
        let names = [0: "rfc3339", 3: "rfc3339ms", 6: "rfc3339us", 9: "rfc3339ns"]
        let shift = offset + (Self.seconds(ofZone: zone) ?? 0) * 1_000_000_000
        if separator == "T", zone == "Z", let name = names[digits] { return (time(name, shift), true) }
        let source = time(digits == 0 ? "rfc3339" : "rfc3339ns", shift)
        let end = digits == 0 ? 19 : 20 + min(digits, 9)
        if separator == "T" { return ("${$.slice(\(source), 0, \(end))}\(zone)", false) }
        return ("${$.slice(\(source), 0, 10)} ${$.slice(\(source), 11, \(end))}\(zone)", false)
    }

    private static func time(_ name: String, _ offset: Int64, _ isSending: Bool, digits: String? = nil) -> String {
        let arguments =
            [name] + (digits.map { [$0] } ?? []) + (offset == 0 ? [] : [spelling(ofOffset: offset)])
            + (isSending ? ["sent"] : [])
        return "$.time(\(arguments.map { "'\($0)'" }.joined(separator: ", ")))"
    }

    /// How `$.formatTime` names the format; nil for one that it does not write.
    var arguments: String? {
        let names = [0: "rfc3339", 3: "rfc3339ms", 6: "rfc3339us", 9: "rfc3339ns"]
        switch self {
        case .unix: return "'unix'"
        case .unixMilliseconds: return "'unixms'"
        case .unixFraction, .mail, .spaced: return nil
        case .http: return "'http'"
        case .date: return "'date'"
        case .rfc3339(let digits, let zone):
            guard let name = names[digits] else { return nil }
            if zone == "Z" { return "'\(name)'" }
            return zone.utf8.count == 6 ? "'\(name)', '\(zone)'" : nil
        }
    }

    /// The format that arguments of `$.formatTime` name.
    init?(arguments: [String]) {
        let digits = ["rfc3339": 0, "rfc3339ms": 3, "rfc3339us": 6, "rfc3339ns": 9]
        switch arguments.first {
        case "unix": self = .unix
        case "unixms": self = .unixMilliseconds
        case "http": self = .http
        case "date": self = .date
        case let name?:
            guard let count = digits[name] else { return nil }
            self = .rfc3339(digits: count, zone: arguments.count > 1 ? arguments[1] : "Z")
        case nil: return nil
        }
    }

    /// An instant in this format.
    func spelled(_ instant: Timestamp) -> JSON? {
        switch self {
        case .unix: return .int(instant.seconds)
        case .unixMilliseconds: return .int(instant.milliseconds)
        case .http: return .string(CalendarDate(instant).httpDate)
        case .date: return .string(CalendarDate(instant).dateText)
        case .rfc3339(let digits, let zone):
            guard let seconds = Self.seconds(ofZone: zone) else { return nil }
            let date = CalendarDate(instant + .seconds(seconds))
            return .string(date.rfc3339(fractionDigits: digits).dropLast() + zone)
        case .unixFraction, .mail, .spaced: return nil
        }
    }

    /// What `spelling(ofOffset:)` gave, in nanoseconds; nil for any other text, a zone among them.
    static func offset(_ text: String) -> Int64? {
        let units: [String: Int64] = [
            "d": 86_400_000_000_000, "h": 3_600_000_000_000, "m": 60_000_000_000, "s": 1_000_000_000, "ms": 1_000_000,
        ]
        let digits = text.dropFirst().prefix { $0.isNumber }
        guard text.hasPrefix("+") || text.hasPrefix("-"), let count = Int64(digits),
            let unit = units[String(text.dropFirst(1 + digits.count))]
        else { return nil }
        let (size, hasOverflown) = count.multipliedReportingOverflow(by: unit)
        return hasOverflown ? nil : text.hasPrefix("-") ? -size : size
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
