import Model
import Templating

/// A number that goes up.
final class Counter {
    private var next: Int

    init(from first: Int) { next = first }

    func draw() -> Int {
        defer { next += 1 }
        return next
    }
}

/// How values that are made new look.
indirect enum Shape {
    case uuid, uuidUpper, uuid7, ulid, ksuid
    case hex(Int), base62(Int), lowerBase36(Int), digits(Int), upperDigits(Int)
    case prefixed(String, Shape)
    case counter(Counter), countedText(String, Counter)
    case number(Int)
    /// So many bytes as base64.
    case base64(Int)

    private static let lower = Array("abcdefghijklmnopqrstuvwxyz")
    private static let numerals = Array("0123456789")
    private static let upper = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    private static let crockford = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    func draw(_ chance: inout Chance, _ now: Timestamp) -> JSON {
        switch self {
        case .counter(let counter): .int(counter.draw())
        case .countedText(let prefix, let counter): .string("\(prefix)\(counter.draw())")
        case .number(let digits): .number(JSONNumber(text: Self.digits(digits, &chance)))
        default: .string(text(&chance, now))
        }
    }

    private func text(_ chance: inout Chance, _ now: Timestamp) -> String {
        switch self {
        case .uuid: return Self.uuid("4", &chance)
        case .uuidUpper: return Self.uuid("4", &chance).uppercased()
        case .uuid7:
            let time = Self.padded(String(now.milliseconds, radix: 16), 12)
            return "\(time.prefix(8))-\(time.suffix(4))\(Self.uuid("7", &chance).dropFirst(13))"
        case .ulid:
            return Self.base(Self.crockford, UInt64(now.milliseconds), 10) + Self.random(Self.crockford, 16, &chance)
        case .ksuid:
            let alphabet = Self.numerals + Self.upper + Self.lower
            return "3" + Self.random(alphabet, 26, &chance)
        case .hex(let count): return Self.random(Array("0123456789abcdef"), count, &chance)
        case .base62(let count): return Self.random(Self.numerals + Self.upper + Self.lower, count, &chance)
        case .lowerBase36(let count): return Self.random(Self.numerals + Self.lower, count, &chance)
        case .digits(let count): return Self.digits(count, &chance)
        case .upperDigits(let count): return Self.random(Self.numerals + Self.upper, count, &chance)
        case .prefixed(let prefix, let shape): return prefix + shape.draw(&chance, now).textValue
        case .base64(let count):
            return Base64.encoded((0..<count).map { _ in UInt8.random(in: 0...255, using: &chance) })
        case .counter, .countedText, .number: return draw(&chance, now).textValue
        }
    }

    /// Whether a value of it says by itself which thing is meant: small numbers stand in much else.
    var isTelling: Bool {
        switch self {
        case .counter: false
        case .prefixed(_, let shape): shape.isTelling
        default: true
        }
    }

    var name: String {
        switch self {
        case .uuid: "uuid"
        case .uuidUpper: "uuid in upper case"
        case .uuid7: "uuid7"
        case .ulid: "ulid"
        case .ksuid: "ksuid"
        case .hex(let count): "hex \(count)"
        case .base62(let count): "base62 \(count)"
        case .lowerBase36(let count): "base36 \(count)"
        case .digits(let count), .number(let count): "digits \(count)"
        case .upperDigits(let count): "upper case and digits \(count)"
        case .prefixed(let prefix, let shape): "\(prefix)\(shape.name)"
        case .base64(let count): "base64 of \(count) bytes"
        case .counter: "counter"
        case .countedText(let prefix, _): "\(prefix)counter"
        }
    }

    private static func uuid(_ version: String, _ chance: inout Chance) -> String {
        let hex = random(Array("0123456789abcdef"), 32, &chance)
        let tail = hex.dropFirst(17)
        return "\(hex.prefix(8))-\(hex.dropFirst(8).prefix(4))-\(version)\(hex.dropFirst(13).prefix(3))-"
            + "a\(tail.prefix(3))-\(tail.suffix(12))"
    }

    private static func digits(_ count: Int, _ chance: inout Chance) -> String {
        random(Array("123456789"), 1, &chance) + random(numerals, count - 1, &chance)
    }

    private static func random(_ alphabet: [Character], _ count: Int, _ chance: inout Chance) -> String {
        var result = ""
        for _ in 0..<count { result.append(chance.pick(alphabet)) }
        return result
    }

    private static func base(_ alphabet: [Character], _ value: UInt64, _ count: Int) -> String {
        var (rest, result) = (value, [Character]())
        for _ in 0..<count {
            result.append(alphabet[Int(rest % UInt64(alphabet.count))])
            rest /= UInt64(alphabet.count)
        }
        return String(result.reversed())
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

/// How an instant is written.
enum ClockStyle: CaseIterable {
    case rfc3339, milliseconds, unix, unixMilliseconds, http, offset, spaced, date

    /// Those that leave seconds in the text.
    static let usual: [ClockStyle] = [.rfc3339, .milliseconds, .unix, .unixMilliseconds, .offset]

    func spelled(_ instant: Timestamp) -> JSON {
        let date = CalendarDate(instant)
        switch self {
        case .rfc3339: return .string(date.rfc3339())
        case .milliseconds: return .string(date.rfc3339(fractionDigits: 3))
        case .unix: return .int(instant.seconds)
        case .unixMilliseconds: return .int(instant.milliseconds)
        case .http: return .string(date.httpDate)
        case .offset: return .string(date.rfc3339().dropLast() + "+00:00")
        case .spaced: return .string("\(date.dateText) \(date.timeText)")
        case .date: return .string(date.dateText)
        }
    }
}
