internal import Model

/// Styles and offsets of `$.time` in other languages' words.
enum ForeignClock {
    /// The arguments of `$.time`: a style, and perhaps an offset; nil with further ones.
    static func parts(_ arguments: [ReadExpression]) -> (style: String, offset: String?)? {
        let texts = arguments.compactMap { argument in
            if case .literal(let value) = argument { value.string } else { String?.none }
        }
        guard texts.count == arguments.count, (1...2).contains(texts.count) else { return nil }
        return (texts[0], texts.count == 2 ? texts[1] : nil)
    }

    /// A pattern of Java's SimpleDateFormat; empty for what a clock shows without one. Nil for a style that it cannot spell.
    static func java(_ style: String) -> String? {
        switch style {
        case "rfc3339": ""
        case "rfc3339ms": "yyyy-MM-dd'T'HH:mm:ss.SSSX"
        case "date": "yyyy-MM-dd"
        case "http": "EEE, dd MMM yyyy HH:mm:ss z"
        case "unixms": "epoch"
        case "unix": "unix"
        default: nil
        }
    }

    /// A layout of Go's time package, or a word of Hoverfly's; nil for a style that it cannot spell.
    static func go(_ style: String) -> String? {
        switch style {
        case "rfc3339": "2006-01-02T15:04:05Z07:00"
        case "rfc3339ms": "2006-01-02T15:04:05.000Z07:00"
        case "date": "2006-01-02"
        case "http": "Mon, 02 Jan 2006 15:04:05 GMT"
        case "unixms": "epoch"
        case "unix": "unix"
        default: nil
        }
    }

    /// `+24h` as `24 hours`; nil for what is not a number of one of its units.
    static func words(_ offset: String) -> String? {
        let sign = offset.hasPrefix("-") ? "-" : ""
        let rest = offset.drop { $0 == "+" || $0 == "-" }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        let units = ["s": "seconds", "m": "minutes", "h": "hours", "d": "days"]
        guard let count = Int(digits), count < 100_000, let unit = units[String(rest.dropFirst(digits.count))] else {
            return nil
        }
        return "\(sign)\(count) \(unit)"
    }
}
