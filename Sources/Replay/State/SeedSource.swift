internal import Model
internal import Synchronization
internal import Templating

/// Gives each use of a mock a seed of its own.
///
/// With `--seed` it follows from the seed, the mock's id and the number of the use, so that the same requests give
/// the same bytes even when several clients send them. Without, no two uses ever get the same one.
struct SeedSource: ~Copyable, Sendable {
    private let base: UInt64
    private let isRepeatable: Bool
    private let drawn = Atomic<UInt64>(0)

    init(seed: UInt64?) {
        isRepeatable = seed != nil
        base = seed ?? SystemRandomNumberGenerator().drawn()
    }

    func seed(mock: MockID, use: Int) -> UInt64 {
        guard isRepeatable else {
            return base &+ drawn.wrappingAdd(1, ordering: .relaxed).newValue &* 0x9E37_79B9_7F4A_7C15
        }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ base
        for byte in mock.rawValue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var chance = Chance(seed: hash, stream: UInt64(truncatingIfNeeded: use))
        return chance.next()
    }
}

extension SystemRandomNumberGenerator {
    func drawn() -> UInt64 {
        var generator = self
        return generator.next()
    }
}
