import Model
import Testing

@testable import Replay

@Suite struct SeedSourceTests {
    private let mock = MockID(rawValue: "a")

    @Test func aSeedDecidesByMockAndUse() {
        let one = SeedSource(seed: 5)
        let same = SeedSource(seed: 5)
        let other = SeedSource(seed: 6)
        #expect(one.seed(mock: mock, use: 3) == same.seed(mock: mock, use: 3))
        #expect(one.seed(mock: mock, use: 3) != one.seed(mock: mock, use: 4))
        #expect(one.seed(mock: mock, use: 3) != one.seed(mock: MockID(rawValue: "b"), use: 3))
        #expect(one.seed(mock: mock, use: 3) != other.seed(mock: mock, use: 3))
    }

    @Test func withoutOneNothingRepeats() {
        let source = SeedSource(seed: nil)
        #expect(Set((0..<1_000).map { _ in source.seed(mock: mock, use: 0) }).count == 1_000)
        #expect(SeedSource(seed: nil).seed(mock: mock, use: 0) != source.seed(mock: mock, use: 0))
    }
}
