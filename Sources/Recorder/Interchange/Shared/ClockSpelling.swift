/// Formats of dates in other languages' words, as styles of `$.time`.
enum ClockSpelling {
    /// A pattern of Java's SimpleDateFormat; nil for one that `$.time` cannot spell.
    static func java(_ format: String?) -> String? {
        switch format?.filter({ $0 != "'" }) {
        case nil, "", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ssXXX", "yyyy-MM-ddTHH:mm:ssX": "rfc3339"
        case "yyyy-MM-ddTHH:mm:ss.SSSZ", "yyyy-MM-ddTHH:mm:ss.SSSXXX", "yyyy-MM-ddTHH:mm:ss.SSSX": "rfc3339ms"
        case "yyyy-MM-dd": "date"
        case "EEE, dd MMM yyyy HH:mm:ss zzz", "EEE, dd MMM yyyy HH:mm:ss GMT", "EEE, dd MMM yyyy HH:mm:ss z": "http"
        case "epoch": "unixms"
        case "unix": "unix"
        default: nil
        }
    }

    /// A layout of Go's time package; nil for one that `$.time` cannot spell.
    static func go(_ layout: String?) -> String? {
        switch layout {
        case nil, "", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z": "rfc3339"
        case "2006-01-02T15:04:05.000Z07:00", "2006-01-02T15:04:05.000Z": "rfc3339ms"
        case "2006-01-02": "date"
        case "Mon, 02 Jan 2006 15:04:05 MST", "Mon, 02 Jan 2006 15:04:05 GMT": "http"
        case "epoch": "unixms"
        case "unix": "unix"
        default: nil
        }
    }

    /// `3 days`, `-24 seconds` as `+3d`, `-24s`. A month counts 30 days and a year 365.
    static func offset(words: String) -> String? {
        let parts = words.split(separator: " ")
        guard parts.count == 2, let count = Int(parts[0]), count.magnitude < 100_000 else { return nil }
        let sign = count < 0 ? "-" : "+"
        switch parts[1].lowercased() {
        case "second", "seconds": return "\(sign)\(abs(count))s"
        case "minute", "minutes": return "\(sign)\(abs(count))m"
        case "hour", "hours": return "\(sign)\(abs(count))h"
        case "day", "days": return "\(sign)\(abs(count))d"
        case "month", "months": return "\(sign)\(abs(count) * 30)d"
        case "year", "years": return "\(sign)\(abs(count) * 365)d"
        default: return nil
        }
    }

    /// `1h30m`, `-1y10d` as `$.time` takes them. A year counts 365 days.
    static func offset(go text: String) -> String? {
        var result = text.hasPrefix("-") ? "-" : "+"
        var rest = text.drop { $0 == "-" || $0 == "+" }
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let count = Int(digits), count < 100_000 else { return nil }
            switch unit {
            case "ns", "us", "ms", "s", "m", "h", "d": result += "\(count)\(unit)"
            case "y": result += "\(count * 365)d"
            default: return nil
            }
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return result
    }
}
