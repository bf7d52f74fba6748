import Testing

@testable import Callbacks

@Suite struct AttemptLanesTests {
    private func key(_ number: Int) -> DeliveryKey { DeliveryKey(order: UInt32(number), slot: 0) }

    private func allNext(_ lanes: inout AttemptLanes) -> [Int] {
        var result: [Int] = []
        while let key = lanes.next() { result.append(Int(key.order)) }
        return result
    }

    @Test func `a lane that is full does not hold up the others`() {
        var lanes = AttemptLanes(limitPerLane: 2, limit: 10)
        let (hangs, works) = (TargetLane("hangs"), TargetLane("works"))
        for number in 0..<5 { lanes.enqueue(key(number), in: hangs) }
        #expect(allNext(&lanes) == [0, 1])
        lanes.enqueue(key(10), in: works)
        #expect(allNext(&lanes) == [10])
        lanes.leave(hangs)
        #expect(allNext(&lanes) == [2])
    }

    @Test func `lanes are served in turn`() {
        var lanes = AttemptLanes(limitPerLane: 10, limit: 10)
        let (first, second) = (TargetLane("a"), TargetLane("b"))
        for number in 0..<3 { lanes.enqueue(key(number), in: first) }
        for number in 10..<13 { lanes.enqueue(key(number), in: second) }
        #expect(allNext(&lanes) == [0, 10, 1, 11, 2, 12])
    }

    @Test func `no more run at once than the limit over all lanes`() {
        var lanes = AttemptLanes(limitPerLane: 10, limit: 2)
        let targets = (0..<3).map { TargetLane("lane \($0)") }
        for number in 0..<3 { lanes.enqueue(key(number), in: targets[number]) }
        #expect(allNext(&lanes) == [0, 1])
        lanes.leave(targets[1])
        #expect(allNext(&lanes) == [2])
    }

    @Test func `after all were forgotten the limits start anew`() {
        var lanes = AttemptLanes(limitPerLane: 1, limit: 1)
        let old = TargetLane("a")
        lanes.enqueue(key(0), in: old)
        lanes.enqueue(key(1), in: old)
        #expect(allNext(&lanes) == [0])
        lanes.forgetAll()
        #expect(allNext(&lanes) == [])
        lanes.enqueue(key(2), in: TargetLane("a"))
        #expect(allNext(&lanes) == [2])
    }

    @Test func `a lane that was quick has twice as many on their way until it is slow again`() {
        var lanes = AttemptLanes(limitPerLane: 2, limit: 10)
        let lane = TargetLane("a")
        for number in 0..<8 { lanes.enqueue(key(number), in: lane) }
        #expect(allNext(&lanes) == [0, 1])
        lane.wasQuick = true
        lanes.leave(lane)
        #expect(allNext(&lanes) == [2, 3, 4])
        lane.wasQuick = false
        lanes.leave(lane)
        lanes.leave(lane)
        #expect(allNext(&lanes) == [])
        lanes.leave(lane)
        #expect(allNext(&lanes) == [5])
    }
}
