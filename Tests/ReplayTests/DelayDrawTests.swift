import Model
import Templating
import Testing

@testable import Replay

@Suite struct DelayDrawTests {
    @Test func drawsHaveTheShapeAskedFor() {
        var chance = Chance(seed: 4)
        let uniform = (0..<2_000).map { _ in Delay.uniform(lower: 10, upper: 20).drawn(with: &chance).inMilliseconds }
        #expect(uniform.allSatisfy { (10...20).contains($0) })
        #expect(abs(uniform.reduce(0, +) / 2_000 - 15) < 0.5)
        let lognormal = (0..<2_001)
            .map { _ in Delay.lognormal(median: 100, sigma: 0.5, maximum: nil).drawn(with: &chance).inMilliseconds }
            .sorted()
        #expect(abs(lognormal[1_000] - 100) < 8)
        #expect(Delay.fixed(1.5).drawn(with: &chance) == .microseconds(1_500))
    }
}
