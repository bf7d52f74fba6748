internal import Model

/// What makes values that are new each time: a counter or a text of a shape.
struct Generator {
    var expression: String
    var why: String

    /// The generator of these values, in order of time; nil when they do not look made by a machine.
    ///
    /// - Parameters:
    ///   - values: one for each sample.
    ///   - name: the name of the value; a single number is taken for a counter only when it is called an id.
    ///   - scope: counters of one scope and name count together.
    init?(_ values: [JSON], name: String?, scope: String) {
        let distinct = Set(values)
        guard distinct.count == values.count || (values.count >= 10 && distinct.count * 20 >= values.count * 19) else {
            return nil
        }
        if let counter = Self.counter(values, name: name, scope: scope) {
            self = counter
            return
        }
        let texts = values.compactMap(\.string)
        if texts.count == values.count {
            guard let shape = IdentifierShape(texts) else { return nil }
            self.init(expression: shape.expression, why: shape.name)
            return
        }
        guard let number = Self.randomNumber(values) else { return nil }
        self = number
    }

    private init(expression: String, why: String) { (self.expression, self.why) = (expression, why) }

    private static func counter(_ values: [JSON], name: String?, scope: String) -> Generator? {
        guard let split = CountedText.split(values) else { return nil }
        let numbers = split.numbers
        guard let lower = numbers.min(), let upper = numbers.max(), lower >= 0 else { return nil }
        let isNumbering = namesANumber(name)
        if numbers.count == 1 {
            guard isNumbering, upper < 1_000_000_000 else { return nil }
            // One prefixed text of digits may as well be random.
            if !split.prefix.isEmpty, String(lower).utf8.count >= 6 { return nil }
        } else {
            // Ids that several tables share rise in uneven steps.
            let isSparse = upper - lower > Int64(4 * numbers.count + 8)
            guard !isSparse || (isNumbering && numbers.count >= 4), isMostlyRising(numbers) else { return nil }
            // A few small numbers that happen to rise are amounts as likely as not.
            guard isNumbering || (numbers.count >= 4 && upper - lower <= Int64(2 * numbers.count)) else { return nil }
        }
        let plain = "$.fake.counter('\(scope).\(name ?? "number")', \(lower))"
        let counter = split.width > 0 ? "$.pad(\(plain), \(split.width))" : plain
        let isText = if case .string = values[0] { true } else { false }
        guard isText else { return Generator(expression: counter, why: "counts up from \(lower)") }
        if split.prefix.isEmpty {
            let text = split.width > 0 ? counter : "$.toString(\(counter))"
            return Generator(expression: text, why: "counts up from \(lower)")
        }
        return Generator(expression: "\(Spelling.literal(split.prefix))${\(counter)}", why: "counts up from \(lower)")
    }

    private static func namesANumber(_ name: String?) -> Bool {
        let name = name?.lowercased() ?? ""
        return ["id", "number", "seq", "sequence", "no", "num", "version", "index"].contains { name.hasSuffix($0) }
    }

    /// Clients at once see a counter's values slightly out of order.
    private static func isMostlyRising(_ numbers: [Int64]) -> Bool {
        let falls = zip(numbers, numbers.dropFirst()).count { $0 > $1 }
        return falls * 3 <= numbers.count && (numbers.count > 4 || falls == 0)
    }

    private static func randomNumber(_ values: [JSON]) -> Generator? {
        let numbers = values.compactMap { $0.number?.text }
        guard numbers.count == values.count, values.count > 1,
            numbers.allSatisfy({ $0.utf8.count >= 5 && $0.utf8.allSatisfy { $0 &- 0x30 < 10 } })
        else { return nil }
        let length = numbers[0].utf8.count
        guard numbers.allSatisfy({ abs($0.utf8.count - length) <= 1 }), length <= 18 else { return nil }
        return Generator(
            expression: "$.toNumber($.fake.pattern('[1-9][0-9]{\(length - 1)}'))",
            why: "numbers of \(length) digits"
        )
    }
}

/// Texts that are a number after a prefix that they share, perhaps with zeros before it up to a width.
enum CountedText {
    static func split(_ values: [JSON]) -> (prefix: String, numbers: [Int64], width: Int)? {
        if case .number = values.first {
            let numbers = values.compactMap { $0.number?.int64 }
            return numbers.count == values.count ? ("", numbers, 0) : nil
        }
        let texts = values.compactMap(\.string)
        guard texts.count == values.count, let first = texts.first else { return nil }
        let digits = first.utf8.reversed().prefix { $0 &- 0x30 < 10 }.count
        guard digits > 0 else { return nil }
        let prefix = String(first.dropLast(digits))
        var numbers: [Int64] = []
        var widths: Set<Int> = []
        var isPadded = false
        for text in texts {
            guard text.hasPrefix(prefix) else { return nil }
            let rest = text.dropFirst(prefix.count)
            guard let number = Int64(rest), rest.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
            isPadded = isPadded || (rest.hasPrefix("0") && rest.count > 1)
            widths.insert(rest.count)
            numbers.append(number)
        }
        guard isPadded else { return (prefix, numbers, 0) }
        guard widths.count == 1, let width = widths.first else { return nil }
        return (prefix, numbers, width)
    }
}
