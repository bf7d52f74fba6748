import Testing

@testable import Callbacks

@Suite struct OrderedLanesTests {
    private func key(_ number: Int) -> DeliveryKey { DeliveryKey(order: UInt32(number), slot: 0) }

    @Test func `one at a time in each lane`() {
        var lanes = OrderedLanes()
        let joined = [
            lanes.join(key(1), in: "a"), lanes.join(key(2), in: "a"), lanes.join(key(3), in: "b"),
        ]
        #expect(joined == [true, false, true])
        let next = [lanes.leave(key(1), in: "a"), lanes.leave(key(2), in: "a")]
        #expect(next == [key(2), nil])
        let isFirst = lanes.join(key(4), in: "a")
        #expect(isFirst)
    }

    @Test func `who leaves the line is passed over`() {
        var lanes = OrderedLanes()
        for number in 1...4 { _ = lanes.join(key(number), in: "a") }
        let next = [2, 1, 4, 3].map { lanes.leave(key($0), in: "a") }
        #expect(next == [nil, key(3), nil, nil])
        let isFirst = lanes.join(key(5), in: "a")
        #expect(isFirst)
    }
}
