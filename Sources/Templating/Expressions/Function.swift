internal import Model

/// The functions of expressions; the raw values are their names.
enum Function: String, Sendable, CaseIterable {
    case increment, sum, multiply, subtract
    case lower, upper, trim, toString, toNumber, base64, base64Decode, urlEncode, slice, formatTime
    case json, set, jwt
    case list, put, drop, page, count, reverse

    /// How many arguments it takes.
    var argumentCounts: ClosedRange<Int> {
        switch self {
        case .increment: 1...2
        case .sum, .multiply: 1...64
        case .subtract: 2...64
        case .slice: 2...3
        case .formatTime: 2...4
        case .set: 3...65
        case .jwt: 1...65
        case .put, .drop, .page: 3...3
        case .lower, .upper, .trim, .toString, .toNumber, .base64, .base64Decode, .urlEncode, .json, .list, .count,
            .reverse:
            1...1
        }
    }

    /// The result; nil when an argument is missing or of no use.
    func apply(_ arguments: [JSON?]) -> JSON? {
        switch self {
        case .increment:
            // A counter that nobody has started starts at zero.
            return Self.folded([arguments[0] ?? 0, arguments.count > 1 ? arguments[1] : 1], with: Self.added)
        case .sum: return Self.folded(arguments, with: Self.added)
        case .multiply: return Self.folded(arguments, with: Self.multiplied)
        case .subtract: return Self.folded(arguments, with: Self.subtracted)
        case .slice: return slice(arguments)
        case .formatTime: return StructureFunctions.formattedTime(arguments)
        case .json: return arguments[0]?.string.flatMap { try? JSON.parse($0) }
        case .set: return StructureFunctions.object(arguments[0] ?? nil, with: arguments.dropFirst())
        case .jwt: return StructureFunctions.token(arguments)
        case .put: return StructureFunctions.list(arguments[0] ?? nil, putting: arguments[1], by: arguments[2])
        case .drop: return StructureFunctions.list(arguments[0] ?? nil, dropping: arguments[2], by: arguments[1])
        case .page: return StructureFunctions.page(of: arguments[0] ?? nil, number: arguments[1], size: arguments[2])
        case .list: return .array((arguments[0] ?? nil).array ?? [])
        case .count: return .int((arguments[0] ?? nil).array?.count ?? 0)
        case .reverse: return .array(((arguments[0] ?? nil).array ?? []).reversed())
        case .toNumber: return arguments[0].flatMap { Self.number($0) }.map { .number($0) }
        case .lower, .upper, .trim, .toString, .base64, .base64Decode, .urlEncode:
            return arguments[0].flatMap { changed($0.textValue) }.map { .string($0) }
        }
    }

    private func changed(_ text: String) -> String? {
        switch self {
        case .lower: text.lowercased()
        case .upper: text.uppercased()
        case .trim: Self.trimmedText(text)
        case .base64: Base64.encoded(Array(text.utf8))
        case .base64Decode: Base64.decoded(text).flatMap { String(validating: $0, as: UTF8.self) }
        case .urlEncode: PercentEncoding.encoded(text)
        default: text
        }
    }

    /// `slice(text, start)` or `slice(text, start, end)`, in characters; negative numbers count from the end.
    private func slice(_ arguments: [JSON?]) -> JSON? {
        guard let text = arguments[0]?.textValue, let start = arguments[1]?.int else { return .none }
        let characters = Array(text)
        var end = characters.count
        if arguments.count > 2 {
            guard let wanted = arguments[2]?.int else { return .none }
            end = wanted
        }
        func place(_ index: Int) -> Int { min(max(index < 0 ? characters.count + index : index, 0), characters.count) }
        let (lower, upper) = (place(start), place(end))
        return .string(lower < upper ? String(characters[lower..<upper]) : "")
    }

    private static func trimmedText(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// A number, or a text that spells one.
    static func number(_ value: JSON) -> JSONNumber? {
        switch value {
        case .number(let number): number
        case .string(let text):
            if case .number(let number)? = try? JSON.parse(text) { number } else { nil }
        default: nil
        }
    }

    private static func folded(_ values: [JSON?], with combine: (JSONNumber, JSONNumber) -> JSONNumber) -> JSON? {
        var result: JSONNumber?
        for value in values {
            guard let value, let number = number(value) else { return .none }
            result = result.map { combine($0, number) } ?? number
        }
        return result.map { .number($0) }
    }

    private static func added(_ left: JSONNumber, _ right: JSONNumber) -> JSONNumber {
        exact(left, right) { $0 + $1 } ?? JSONNumber(left.double + right.double)
    }

    private static func subtracted(_ left: JSONNumber, _ right: JSONNumber) -> JSONNumber {
        exact(left, right) { $0 - $1 } ?? JSONNumber(left.double - right.double)
    }

    private static func multiplied(_ left: JSONNumber, _ right: JSONNumber) -> JSONNumber {
        exact(left, right) { $0 * $1 } ?? JSONNumber(left.double * right.double)
    }

    private static func exact(
        _ left: JSONNumber,
        _ right: JSONNumber,
        _ combine: (Decimal, Decimal) -> Decimal?
    ) -> JSONNumber? {
        guard let first = Decimal(left.text), let second = Decimal(right.text) else { return nil }
        return combine(first, second).map { JSONNumber(text: $0.text) }
    }
}
