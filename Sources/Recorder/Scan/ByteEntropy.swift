internal import Glibc

/// How much chance there is in a text.
enum ByteEntropy {
    /// Bits for each byte, by how often each stands there (Shannon).
    static func bits(_ bytes: [UInt8]) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for byte in bytes { counts[Int(byte)] += 1 }
        return counts.reduce(0) { sum, count in
            guard count > 0 else { return sum }
            let share = Double(count) / Double(bytes.count)
            return sum - share * log2(share)
        }
    }
}
