import Testing

@testable import Callbacks

@Suite struct FirstInFirstOutTests {
    @Test func `what went in first comes out first, also after many have left`() {
        var queue = FirstInFirstOut<Int>()
        var expected = 0
        for round in 0..<100 {
            for number in 0..<10 { queue.append(round * 10 + number) }
            for _ in 0..<9 {
                #expect(queue.popFirst() == expected)
                expected += 1
            }
        }
        #expect(queue.count == 100)
        while let next = queue.popFirst() {
            #expect(next == expected)
            expected += 1
        }
        #expect(expected == 1000)
        #expect(queue.isEmpty)
    }
}
