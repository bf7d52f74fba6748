/// Explains numbers by simple sums of other numbers.
enum Arithmetic {
    struct Column {
        var expression: String
        var values: [Double]
    }

    /// An expression that gives these values in every sample; nil when none does, or when there are too few different
    /// values to believe in one.
    static func expression(for values: [Double], from columns: [Column]) -> String? {
        guard Set(values).count >= 2 else { return nil }
        for column in columns {
            if let factor = factor(values, column.values) {
                if factor == 1 { return column.expression }
                return "$.multiply(\(column.expression), \(spelling(factor)))"
            }
        }
        guard Set(values).count >= 3 || columns.count <= 4 else { return nil }
        for (index, left) in columns.enumerated() {
            for right in columns[(index + 1)...] {
                if let expression = pair(values, left, right) { return expression }
            }
        }
        return nil
    }

    private static func pair(_ values: [Double], _ left: Column, _ right: Column) -> String? {
        guard Set(left.values).count > 1 || Set(right.values).count > 1 else { return nil }
        let arguments = "(\(left.expression), \(right.expression))"
        if matches(values, left.values, right.values, *) { return "$.multiply\(arguments)" }
        if matches(values, left.values, right.values, +) { return "$.sum\(arguments)" }
        if matches(values, left.values, right.values, -) { return "$.subtract\(arguments)" }
        if matches(values, right.values, left.values, -) {
            return "$.subtract(\(right.expression), \(left.expression))"
        }
        return nil
    }

    /// The one number that every value is the multiple of; short when written.
    private static func factor(_ values: [Double], _ sources: [Double]) -> Double? {
        guard Set(sources).count >= 2, let index = sources.firstIndex(where: { $0 != 0 }) else { return nil }
        let factor = values[index] / sources[index]
        guard factor != 0, factor.isFinite, spelling(factor).utf8.count <= 8 else { return nil }
        return zip(values, sources).allSatisfy { isClose($0, $1 * factor) } ? factor : nil
    }

    private static func matches(
        _ values: [Double],
        _ left: [Double],
        _ right: [Double],
        _ operation: (Double, Double) -> Double
    ) -> Bool {
        for index in values.indices where !isClose(values[index], operation(left[index], right[index])) { return false }
        return true
    }

    static func isClose(_ left: Double, _ right: Double) -> Bool {
        abs(left - right) <= 1e-9 * max(1, abs(left), abs(right))
    }

    static func spelling(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
    }
}
