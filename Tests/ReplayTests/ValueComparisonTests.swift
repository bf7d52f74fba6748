import Model
import Testing

@testable import Replay

@Suite struct ValueComparisonTests {
    @Test func textsOfUntypedFormatsCompareWithNumbers() {
        let untyped = ValueComparison(isUntyped: true)
        #expect(untyped.isEqual("5", 5) && untyped.isEqual("5.0", 5) && !untyped.isEqual("five", 5))
        #expect(untyped.isEqual("true", true))
        #expect(!ValueComparison().isEqual("5", 5))
        #expect(untyped.order("10", 9) == 1)
        #expect(ValueComparison().order("10", 9) == nil)
    }

    @Test func largeIntegersCompareExactly() {
        #expect(ValueComparison().order(.int(9_007_199_254_740_993), .int(9_007_199_254_740_992)) == 1)
    }

    @Test func sortingReachesNestedArrays() {
        let sorted = ValueComparison(sortsArrays: true)
        #expect(sorted.isEqual([[2, 1], ["a": [4, 3]]], [["a": [3, 4]], [1, 2]]))
        #expect(!ValueComparison().isEqual([[2, 1]], [[1, 2]]))
        #expect(!sorted.isEqual([1, 1, 2], [1, 2, 2]))
    }

    @Test func containsLooksIntoEveryLevel() {
        let comparison = ValueComparison()
        #expect(comparison.contains(["a": ["b": [1, ["c": 2, "d": 3]]]], ["a": ["b": [["c": 2]]]]))
        #expect(!comparison.contains(["a": 1], ["a": 1, "b": 2]))
        #expect(comparison.contains("abc", "bc"))
        #expect(comparison.contains(12345, 34))
        #expect(!comparison.contains(nil, "n"))
    }
}
