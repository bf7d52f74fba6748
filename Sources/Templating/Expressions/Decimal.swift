internal import Model

/// Decimal arithmetic for prices: exact as long as 128 bits hold it, so that 0.1 + 0.2 is 0.3.
struct Decimal {
    private var mantissa: Int128
    /// How many of the mantissa's digits stand after the point.
    private var scale: Int

    private init(mantissa: Int128, scale: Int) { (self.mantissa, self.scale) = (mantissa, scale) }

    /// Reads `-12.50`; nil for exponents and for more than 30 digits.
    init?(_ text: String) {
        var (digits, scale, isAfterPoint) = ("", 0, false)
        for character in text {
            switch character {
            case "." where !isAfterPoint: isAfterPoint = true
            case "0"..."9":
                digits.append(character)
                if isAfterPoint { scale += 1 }
            case "-" where digits.isEmpty: digits.append(character)
            default: return nil
            }
        }
        guard digits.count <= 30, let mantissa = Int128(digits) else { return nil }
        self.init(mantissa: mantissa, scale: scale)
    }

    static func + (left: Decimal, right: Decimal) -> Decimal? {
        aligned(left, right) { $0.addingReportingOverflow($1) }
    }

    static func - (left: Decimal, right: Decimal) -> Decimal? {
        aligned(left, right) { $0.subtractingReportingOverflow($1) }
    }

    static func * (left: Decimal, right: Decimal) -> Decimal? {
        let (product, hasOverflown) = left.mantissa.multipliedReportingOverflow(by: right.mantissa)
        return hasOverflown ? nil : Decimal(mantissa: product, scale: left.scale + right.scale)
    }

    private static func aligned(
        _ left: Decimal,
        _ right: Decimal,
        _ combine: (Int128, Int128) -> (partialValue: Int128, overflow: Bool)
    ) -> Decimal? {
        let scale = max(left.scale, right.scale)
        guard let first = left.scaled(to: scale), let second = right.scaled(to: scale) else { return nil }
        let (result, hasOverflown) = combine(first, second)
        return hasOverflown ? nil : Decimal(mantissa: result, scale: scale)
    }

    private func scaled(to wanted: Int) -> Int128? {
        var result = mantissa
        for _ in 0..<(wanted - scale) {
            let (product, hasOverflown) = result.multipliedReportingOverflow(by: 10)
            if hasOverflown { return nil }
            result = product
        }
        return result
    }

    /// Without zeros at the end of the fraction.
    var text: String {
        var (mantissa, scale) = (mantissa, scale)
        while scale > 0, mantissa % 10 == 0 {
            mantissa /= 10
            scale -= 1
        }
        let digits = String(mantissa.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let sign = mantissa < 0 ? "-" : ""
        return scale == 0 ? sign + padded : "\(sign)\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }
}
