/// The generator that generated values are drawn from: xoshiro256**, seeded by SplitMix64.
///
/// The same seed and the same stream give the same draws on every machine. Not for secrets.
public struct Chance: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// Starts one of many independent streams of a seed.
    public init(seed: UInt64, stream: UInt64 = 0) {
        var mixer = seed ^ (stream &* 0xD134_2543_DE82_EF95)
        func next() -> UInt64 {
            mixer &+= 0x9E37_79B9_7F4A_7C15
            var bits = mixer
            bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
            return bits ^ (bits >> 31)
        }
        state = (next(), next(), next() ^ stream, next() | 1)
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        let result = Self.rotated(state.1 &* 5, by: 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = Self.rotated(state.3, by: 45)
        return result
    }

    private static func rotated(_ bits: UInt64, by count: UInt64) -> UInt64 { bits << count | bits >> (64 - count) }
}

extension Chance {
    /// One of the elements; there must be at least one.
    public mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    /// So many decimal digits, the first of which is not zero.
    mutating func digits(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8.random(in: ($0 == 0 ? 1 : 0)...9, using: &self) }
    }

    /// So many random bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count + 8)
        while result.count < count { withUnsafeBytes(of: next().littleEndian) { result.append(contentsOf: $0) } }
        result.removeLast(result.count - count)
        return result
    }
}
