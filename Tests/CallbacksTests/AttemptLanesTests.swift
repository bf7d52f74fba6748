import Testing

@testable import Callbacks

@Suite struct AttemptLanesTests {
    private func key(_ number: Int) -> DeliveryKey { DeliveryKey(rawValue: number) }

    private func allNext(_ lanes: inout AttemptLanes) -> [Int] {
        var result: [Int] = []
        while let key = lanes.next() { result.append(key.rawValue) }
        return result
    }

    @Test func `a lane that is full does not hold up the others`() {
        var lanes = AttemptLanes(limitPerLane: 2, limit: 10)
        for number in 0..<5 { lanes.enqueue(key(number), in: "hangs") }
        #expect(allNext(&lanes) == [0, 1])
        lanes.enqueue(key(10), in: "works")
        #expect(allNext(&lanes) == [10])
        lanes.leave("hangs")
        #expect(allNext(&lanes) == [2])
    }

    @Test func `lanes are served in turn`() {
        var lanes = AttemptLanes(limitPerLane: 10, limit: 10)
        for number in 0..<3 { lanes.enqueue(key(number), in: "a") }
        for number in 10..<13 { lanes.enqueue(key(number), in: "b") }
        #expect(allNext(&lanes) == [0, 10, 1, 11, 2, 12])
    }

    @Test func `no more run at once than the limit over all lanes`() {
        var lanes = AttemptLanes(limitPerLane: 10, limit: 2)
        for number in 0..<3 { lanes.enqueue(key(number), in: "lane \(number)") }
        #expect(allNext(&lanes) == [0, 1])
        lanes.leave("lane 1")
        #expect(allNext(&lanes) == [2])
    }

    @Test func `after all were taken away the limits start anew`() {
        var lanes = AttemptLanes(limitPerLane: 1, limit: 1)
        lanes.enqueue(key(0), in: "a")
        lanes.enqueue(key(1), in: "a")
        #expect(allNext(&lanes) == [0])
        lanes.removeAll()
        #expect(allNext(&lanes) == [])
        lanes.enqueue(key(2), in: "a")
        #expect(allNext(&lanes) == [2])
    }
}
