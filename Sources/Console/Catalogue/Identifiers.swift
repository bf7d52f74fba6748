/// Gives new names: by chance, or as a test wants them.
struct Identifiers: Sendable {
    let next: @Sendable () -> String

    init(_ next: @escaping @Sendable () -> String) { self.next = next }

    /// Random UUIDs (RFC 9562 §5.4).
    static let random = Identifiers {
        var high = UInt64.random(in: .min ... .max)
        var low = UInt64.random(in: .min ... .max)
        high = high & ~0xF000 | 0x4000
        low = low & (UInt64.max >> 2) | 1 << 63
        let digits = hexadecimal(high) + hexadecimal(low)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
