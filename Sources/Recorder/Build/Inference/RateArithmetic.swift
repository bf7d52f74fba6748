internal import Glibc
internal import Templating

/// Explains amounts as money is calculated: a share of another amount, rounded, or the sum of what two others give.
///
/// More is tried here than anywhere else, so the values must say more: several different ones, of some size.
struct RateArithmetic {
    private let values: [Double]
    /// How many digits behind the point the values have.
    private let digits: Int
    /// What the different values say together.
    private let bits: Double

    /// Nil for values that would be met by chance.
    init?(_ values: [Double]) {
        self.values = values
        guard let digits = (0...4).first(where: { Self.have(values, $0) }), Set(values).count >= 4 else { return nil }
        self.digits = digits
        let unit = pow(10, Double(-digits))
        bits = Set(values).sorted().dropLast().reduce(0) { $0 + log2(abs($1) / unit + 1) }
        guard bits >= 20 else { return nil }
    }

    private static func have(_ values: [Double], _ digits: Int) -> Bool {
        values.allSatisfy { Arithmetic.isClose($0, Rounding.nearest.apply($0, digits: digits)) }
    }

    /// The simplest expression that gives the values.
    func expression(from columns: [Arithmetic.Column]) -> String? {
        if let found = share(ofOneOf: columns) { return found }
        guard bits >= 26 else { return nil }
        let terms = Self.terms(columns)
        if let found = share(ofOneOf: terms) { return found }
        for term in terms {
            for column in columns {
                if let found = sum(term, column) { return found }
            }
        }
        return nil
    }

    /// A rounded share of the first of these that explains the values.
    func share(ofOneOf columns: [Arithmetic.Column]) -> String? {
        for column in columns {
            if let found = share(of: column) { return found }
        }
        return nil
    }

    /// Sums, differences and products of two.
    private static func terms(_ columns: [Arithmetic.Column]) -> [Arithmetic.Column] {
        var result: [Arithmetic.Column] = []
        for (index, left) in columns.enumerated() {
            for right in columns[(index + 1)...] {
                func add(
                    _ name: String,
                    _ first: Arithmetic.Column,
                    _ second: Arithmetic.Column,
                    _ f: (Double, Double) -> Double
                ) {
                    result.append(
                        Arithmetic.Column(
                            expression: "$.\(name)(\(first.expression), \(second.expression))",
                            values: zip(first.values, second.values).map(f)
                        )
                    )
                }
                add("multiply", left, right, *)
                add("sum", left, right, +)
                add("subtract", left, right, -)
                add("subtract", right, left, -)
            }
        }
        return result
    }

    /// `$.round($.multiply(amount, 0.19))`
    private func share(of column: Arithmetic.Column) -> String? {
        guard Set(column.values).count >= 4 else { return nil }
        for rounding in Rounding.allCases {
            guard let rate = rate(column.values, rounding) else { continue }
            let isGiven = zip(values, column.values)
                .allSatisfy { Arithmetic.isClose($0, rounding.apply($1 * rate.factor, digits: digits)) }
            guard isGiven else { continue }
            let amount = rate.expression(column.expression)
            return Self.spelling(rounding, amount, digits)
        }
        return nil
    }

    private static func spelling(_ rounding: Rounding, _ amount: String, _ digits: Int) -> String {
        switch rounding {
        case .down: "$.floor(\(amount)\(digits > 0 ? ", \(digits)" : ""))"
        case .nearest: "$.round(\(amount)\(digits > 0 ? ", \(digits)" : ""))"
        case .even: "$.round(\(amount), \(digits), 'even')"
        }
    }

    /// A share, by a short decimal number or as one part of so many.
    private enum Rate {
        case times(Double)
        case part(of: Double)

        var factor: Double {
            switch self {
            case .times(let factor): factor
            case .part(let count): 1 / count
            }
        }

        func expression(_ amount: String) -> String {
            switch self {
            case .times(1): amount
            case .times(let factor): "$.multiply(\(amount), \(Arithmetic.spelling(factor)))"
            case .part(let count): "$.divide(\(amount), \(Arithmetic.spelling(count)))"
            }
        }
    }

    /// The simplest share that all values may be; nil where there is none.
    private func rate(_ amounts: [Double], _ rounding: Rounding) -> Rate? {
        let unit = pow(10, Double(-digits))
        let (below, above) = rounding == .down ? (0, unit) : (unit / 2, unit / 2)
        var (lower, upper) = (-Double.infinity, Double.infinity)
        for (value, amount) in zip(values, amounts) {
            guard amount != 0 else {
                if value != 0 { return nil }
                continue
            }
            let ends = [(value - below) / amount, (value + above) / amount].sorted()
            (lower, upper) = (max(lower, ends[0]), min(upper, ends[1]))
        }
        guard lower <= upper, lower.isFinite, upper.isFinite else { return nil }
        for count in 0...4 {
            let scale = pow(10, Double(count))
            let candidate = ((lower + upper) / 2 * scale).rounded() / scale
            if candidate != 0, candidate >= lower - 1e-12, candidate <= upper + 1e-12 { return .times(candidate) }
        }
        guard lower > 0 else { return nil }
        let count = (1 / upper).rounded(.up)
        return count > 1 && count <= 1_000 && 1 / count >= lower ? .part(of: count) : nil
    }

    private func sum(_ term: Arithmetic.Column, _ column: Arithmetic.Column) -> String? {
        func holds(_ f: (Double, Double) -> Double) -> Bool {
            values.indices.allSatisfy { Arithmetic.isClose(values[$0], f(term.values[$0], column.values[$0])) }
        }
        if holds(+) { return "$.sum(\(term.expression), \(column.expression))" }
        if holds(-) { return "$.subtract(\(term.expression), \(column.expression))" }
        return nil
    }
}
