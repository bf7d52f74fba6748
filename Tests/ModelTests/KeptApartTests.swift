import Model
import Testing

@Suite struct KeptApartTests {
    private struct Sample: Hashable {
        @KeptApart var numbers: [Int]?

        init(_ numbers: [Int]? = nil) { self.numbers = numbers }
    }

    @Test func `it is nothing until something is kept, and changes in place`() {
        var sample = Sample()
        #expect(sample.numbers == nil)
        sample.numbers = [1]
        sample.numbers?.append(2)
        #expect(sample.numbers == [1, 2])
        sample.numbers = nil
        #expect(sample == Sample())
    }

    @Test func `copies do not change with each other, and equal ones hash alike`() {
        let first = Sample([1])
        var second = first
        second.numbers?.append(2)
        #expect(first.numbers == [1])
        #expect(first != second)
        #expect(Set([first, Sample([1])]).count == 1)
    }

    @Test func `nothing takes no more room than a pointer`() {
        #expect(MemoryLayout<KeptApart<SignatureConfig>>.size == MemoryLayout<Int>.size)
    }
}
