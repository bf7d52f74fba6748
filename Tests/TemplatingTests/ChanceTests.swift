import Templating
import Testing

@Suite struct ChanceTests {
    @Test func theSameSeedAndStreamGiveTheSameDraws() {
        func draws(_ seed: UInt64, _ stream: UInt64) -> [UInt64] {
            var chance = Chance(seed: seed, stream: stream)
            return (0..<8).map { _ in chance.next() }
        }
        #expect(draws(1, 2) == draws(1, 2))
        let all = [draws(0, 0), draws(1, 0), draws(0, 1), draws(1, 1)]
        #expect(Set(all.flatMap { $0 }).count == 32)
    }

    @Test func drawsAreSpreadEvenly() {
        var counts = [Int](repeating: 0, count: 16)
        for seed in 0..<16_000 {
            var chance = Chance(seed: UInt64(seed))
            counts[Int(chance.next() >> 60)] += 1
        }
        #expect(counts.allSatisfy { (850...1_150).contains($0) }, "\(counts)")
    }
}
