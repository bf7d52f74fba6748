internal import Model

/// The functions of expressions; the raw values are their names.
enum Function: String, Sendable, CaseIterable {
    case increment, sum, multiply, subtract, divide, round, floor
    case unless
    case lower, upper, trim, slug, toString, toNumber, base64, base64Decode, urlEncode, slice, formatTime
    case json, set, jwt, digest, size
    case part, before, behind, initials, shorten, words, tags
    case list, put, drop, union, find, page, count, reverse
    case `where`, sort, after, more, next, total, each, pad

    /// How many arguments it takes.
    var argumentCounts: ClosedRange<Int> {
        switch self {
        case .increment: 1...2
        case .sum, .multiply: 1...64
        case .subtract: 2...64
        case .slice: 2...3
        case .formatTime: 2...6
        case .set: 3...65
        case .jwt: 1...65
        case .page, .more, .after, .find: 3...3
        case .put, .drop: 2...3
        case .union, .unless, .divide: 2...2
        case .digest: 2...4
        case .size: 1...2
        case .round: 1...3
        case .floor: 1...2
        case .where, .each: 3...65
        case .sort, .total: 2...3
        case .next: 3...4
        case .pad, .before, .behind, .tags: 2...2
        case .part, .shorten: 3...3
        case .words: 1...2
        case .lower, .upper, .trim, .slug, .toString, .toNumber, .base64, .base64Decode, .urlEncode, .json, .list,
            .count, .reverse, .initials:
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
        case .divide: return Self.divided(arguments)
        case .round, .floor: return rounded(arguments)
        case .slice: return slice(arguments)
        case .formatTime: return StructureFunctions.formattedTime(arguments)
        case .json: return arguments[0]?.string.flatMap { try? JSON.parse($0) }
        case .set: return StructureFunctions.object(arguments[0] ?? nil, with: arguments.dropFirst())
        case .jwt: return StructureFunctions.token(arguments)
        case .digest: return ContentHashing.value(arguments)
        case .size: return ContentHashing.size(arguments)
        case .put, .drop, .union: return changedList(arguments)
        case .unless: return arguments[0]?.textValue == arguments[1]?.textValue ? JSON?.none : arguments[0]
        case .list, .find, .count, .reverse, .where, .sort, .after, .page, .more, .next, .total, .each:
            return shown(arguments)
        case .pad: return Self.padded(arguments)
        case .part, .before, .behind, .initials, .shorten, .words, .tags:
            return (arguments[0]?.textValue).flatMap { cut($0, Array(arguments.dropFirst())) }
        case .toNumber: return arguments[0].flatMap { Self.number($0) }.map { .number($0) }
        case .lower, .upper, .trim, .slug, .toString, .base64, .base64Decode, .urlEncode:
            return arguments[0].flatMap { changed($0.textValue) }.map { .string($0) }
        }
    }

    /// A list with an element more or less.
    private func changedList(_ arguments: [JSON?]) -> JSON? {
        let list = arguments[0] ?? JSON.array([])
        switch (self, arguments.count) {
        case (.put, 2): return arguments[1].map { .array((list.array ?? []) + [$0]) }
        case (.put, _): return ListFunctions.list(list, putting: arguments[1], by: arguments[2])
        case (.drop, 2): return arguments[1].map { ListFunctions.list(list, without: $0) }
        case (.drop, _): return ListFunctions.list(list, dropping: arguments[2], by: arguments[1])
        default: return arguments[1].map { ListFunctions.list(list, with: $0) }
        }
    }

    /// What is shown of a list.
    private func shown(_ arguments: [JSON?]) -> JSON? {
        if case .count = self, let text = arguments[0]?.string { return .int(text.count) }
        let elements = ListFunctions.elements(arguments)
        switch self {
        case .count: return .int(elements.count)
        case .find: return ListFunctions.element(of: elements, by: arguments[1], arguments[2])
        case .reverse: return .array(elements.reversed())
        case .where: return ListFunctions.list(.array(elements), where: arguments.dropFirst())
        case .sort:
            return .array(
                ListFunctions.sorted(elements, by: arguments[1], arguments.count > 2 ? arguments[2] : nil)
            )
        case .after:
            return arguments[1]?.string.map { .array(ListFunctions.elements(elements, after: arguments[2], by: $0)) }
        case .page:
            return ListFunctions.page(of: elements, number: arguments[1], size: arguments[2])
                .map { .array($0.elements) }
        case .more:
            return ListFunctions.page(of: elements, number: arguments[1], size: arguments[2])
                .map { .bool($0.isFollowed) }
        case .next: return ListFunctions.next(arguments)
        case .total: return ListFunctions.total(arguments)
        case .each: return ListFunctions.each(elements, arguments.dropFirst())
        default: return .array(elements)
        }
    }

    /// `pad(number, 4)`: a number as text, with zeros before it up to a width.
    private static func padded(_ arguments: [JSON?]) -> JSON? {
        guard let text = arguments[0]?.textValue, let width = arguments[1]?.int, width <= 64 else { return .none }
        return .string(String(repeating: "0", count: max(0, width - text.utf8.count)) + text)
    }

    /// `divide(x, 60)`: as exactly as a double is.
    private static func divided(_ arguments: [JSON?]) -> JSON? {
        guard let whole = arguments[0].flatMap(number), let parts = arguments[1].flatMap(number), parts.double != 0
        else {
            return .none
        }
        return .number(JSONNumber(whole.double / parts.double))
    }

    /// `round(x, 2)`: a number with so many digits behind the point, halves away from zero or with `'even'` to the even digit; `floor` leaves the others off.
    private func rounded(_ arguments: [JSON?]) -> JSON? {
        guard let number = arguments[0].flatMap(Self.number) else { return .none }
        var digits = 0
        if arguments.count > 1 {
            guard let wanted = arguments[1]?.int, (0...9).contains(wanted) else { return .none }
            digits = wanted
        }
        let halves = arguments.count > 2 ? arguments[2]?.string : nil
        let rounding = self == .floor ? Rounding.down : halves == "even" ? .even : .nearest
        return .number(JSONNumber(rounding.apply(number.double, digits: digits)))
    }

    private func changed(_ text: String) -> String? {
        switch self {
        case .lower: text.lowercased()
        case .upper: text.uppercased()
        case .trim: Self.trimmedText(text)
        case .slug: text.slug
        case .base64: Base64.encoded(Array(text.utf8))
        case .base64Decode: Base64.decoded(text).flatMap { String(validating: $0, as: UTF8.self) }
        case .urlEncode: PercentEncoding.encoded(text)
        default: text
        }
    }

    /// Parts of a text; nil where it has none such.
    private func cut(_ text: String, _ arguments: [JSON?]) -> JSON? {
        let words = arguments.map { $0?.textValue ?? "" }
        switch self {
        case .part: return arguments[1]?.int.flatMap { text.part($0, between: words[0]) }.map { .string($0) }
        case .before: return text.before(words[0]).map { .string($0) }
        case .behind: return text.behind(words[0]).map { .string($0) }
        case .initials: return .string(text.initials)
        case .shorten: return arguments[0]?.int.map { .string(text.shortened(to: $0, mark: words[1])) }
        case .words: return .array(text.words(startingWith: words.first ?? "").map { .string($0) })
        case .tags: return .array(text.tags(words[0]).map { .string($0) })
        default: return .none
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
