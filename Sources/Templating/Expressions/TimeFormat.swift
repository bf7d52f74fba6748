internal import Model

/// `$.time('rfc3339ms', '+24h')`: the clock's instant, moved and spelled.
struct TimeFormat: Sendable, Hashable {
    /// The spellings.
    enum Style: Sendable, Hashable {
        /// RFC 3339 with so many digits of a fraction.
        case rfc3339(digits: Int)
        /// A number of units of so many nanoseconds since 1970.
        case unix(unit: Int64)
        /// Seconds since 1970 with so many digits of a fraction.
        case unixFraction(digits: Int)
        /// IMF-fixdate (RFC 9110 §5.6.7).
        case http
        /// `2026-11-23`.
        case date
    }

    private(set) var style: Style
    /// Whether it is the time at which a callback leaves, and not the one at which its exchange is answered.
    private(set) var isSending = false
    private var offset: Duration = .zero
    /// Minutes east of UTC; nil spells `Z`.
    private var zone: Int?

    /// Reads the arguments: a style, then in any order digits (`ms`), an offset (`+24h`, `-1h30m`), a zone (`+02:00`), a
    /// number with a unit behind it (`45`, `minutes`) and `sent`.
    ///
    /// - Throws: the argument that means nothing.
    init(_ arguments: [String]) throws(Unreadable) {
        guard let name = arguments.first, let style = Self.style(named: name) else {
            throw Unreadable(argument: arguments.first ?? "")
        }
        self.style = style
        var count: Int64?
        for argument in arguments.dropFirst() {
            if let number = Int64(argument) {
                count = number
            } else if let number = count, let unit = Self.words[argument] {
                (offset, count) = (
                    offset + .nanoseconds(number.multipliedReportingOverflow(by: unit).partialValue), nil
                )
            } else if case .rfc3339 = style, let digits = Self.digits[argument] {
                self.style = .rfc3339(digits: digits)
            } else if case .unix(unit: 1_000_000_000) = style, let digits = Self.digits[argument] {
                self.style = .unixFraction(digits: digits)
            } else if argument == "sent" {
                isSending = true
            } else if let zone = Self.zone(argument) {
                self.zone = zone
            } else if let offset = Self.offset(argument) {
                self.offset += offset
            } else {
                throw Unreadable(argument: argument)
            }
        }
        if let count { throw Unreadable(argument: String(count)) }
    }

    /// An argument that means nothing.
    struct Unreadable: Error {
        let argument: String
    }

    func value(at instant: Timestamp) -> JSON {
        let instant = instant + offset
        let date = CalendarDate(instant + .seconds((zone ?? 0) * 60))
        switch style {
        case .rfc3339(let digits): return .string(date.rfc3339(fractionDigits: digits).dropLast() + zoneText)
        case .date: return .string(date.dateText)
        case .http: return .string(CalendarDate(instant).httpDate)
        case .unix(let unit):
            let nanoseconds = instant.nanoseconds
            return .int(nanoseconds >= 0 ? nanoseconds / unit : -((unit - 1 - nanoseconds) / unit))
        case .unixFraction(let digits):
            // Written out, since a double would not keep nanoseconds.
            let fraction = date.rfc3339(fractionDigits: digits).dropFirst(19).dropLast()
            return .number(JSONNumber(text: "\(instant.seconds)\(fraction)"))
        }
    }

    private var zoneText: String {
        guard let zone else { return "Z" }
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(zone < 0 ? "-" : "+")\(padded(abs(zone) / 60)):\(padded(abs(zone) % 60))"
    }

    private static let digits = ["s": 0, "ms": 3, "us": 6, "ns": 9]

    private static func style(named name: String) -> Style? {
        switch name {
        case "rfc3339": .rfc3339(digits: 0)
        case "rfc3339ms": .rfc3339(digits: 3)
        case "rfc3339us": .rfc3339(digits: 6)
        case "rfc3339ns": .rfc3339(digits: 9)
        case "unix": .unix(unit: 1_000_000_000)
        case "unixms": .unix(unit: 1_000_000)
        case "unixus": .unix(unit: 1_000)
        case "unixns": .unix(unit: 1)
        case "http": .http
        case "date": .date
        default: nil
        }
    }

    private static func zone(_ text: String) -> Int? {
        guard text.utf8.count == 6, let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60 else {
            return nil
        }
        return (hours * 60 + minutes) * (sign == "-" ? -1 : 1)
    }

    /// `+24h`, `-1h30m`, `250ms`.
    static func offset(_ text: String) -> Duration? {
        var rest = text[...]
        let sign: Int64 = rest.first == "-" ? -1 : 1
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let count = Int64(digits), let nanoseconds = units[String(unit)] else { return nil }
            let (product, hasOverflown) = count.multipliedReportingOverflow(by: nanoseconds)
            let (sum, sumHasOverflown) = total.addingReportingOverflow(product)
            if hasOverflown || sumHasOverflown { return nil }
            total = sum
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return .nanoseconds(total * sign)
    }

    private static let words: [String: Int64] = [
        "seconds": 1_000_000_000, "minutes": 60_000_000_000, "hours": 3_600_000_000_000, "days": 86_400_000_000_000,
    ]

    private static let units: [String: Int64] = [
        "ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000,
        "d": 86_400_000_000_000,
    ]
}
