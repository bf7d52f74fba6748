internal import Model

/// Whole numbers as text: forms and XML know no others.
enum Numerals {
    /// What a text spells as anybody would write a number: no sign but minus, no zero in front.
    static func read(_ text: String) -> Double? {
        guard text.utf8.count <= 15, let number = Int64(text), String(number) == text else { return nil }
        return Double(number)
    }
}

extension MockInference {
    /// Text that is a sum, difference, product or multiple of what other texts spell: a balance and what a request adds to it.
    mutating func arithmetic(ofTexts texts: [String], at place: String) -> String? {
        let numbers = texts.compactMap(Numerals.read)
        guard numbers.count == texts.count, Set(numbers).count >= 3 else { return nil }
        let columns = search.numerals.prefix(24)
            .compactMap { source -> Arithmetic.Column? in
                let column = samples.compactMap { source.value(in: $0)?.string.flatMap(Numerals.read) }
                guard column.count == texts.count else { return nil }
                return Arithmetic.Column(expression: spelling.expression(source), values: column)
            }
        guard let expression = Arithmetic.expression(for: numbers, from: columns) else { return nil }
        note(place, "arithmetic", expression, "holds in \(ClockInference.count(texts.count))")
        return expression
    }
}
