import Testing

@testable import Callbacks

@Suite struct OrderedLanesTests {
    private func key(_ number: Int) -> DeliveryKey { DeliveryKey(rawValue: number) }

    @Test func `one at a time in each lane`() {
        var lanes = OrderedLanes()
        let joined = [(1, "a"), (2, "a"), (3, "b")].map { lanes.join(key($0.0), in: $0.1) }
        #expect(joined == [true, false, true])
        let followers = [1, 2].map { lanes.leave(key($0), in: "a") }
        #expect(followers == [key(2), nil])
        let isFree = lanes.join(key(4), in: "a")
        #expect(isFree)
    }

    @Test func `who leaves the line is passed over`() {
        var lanes = OrderedLanes()
        for number in 1...4 { _ = lanes.join(key(number), in: "a") }
        let followers = [2, 1, 4, 3].map { lanes.leave(key($0), in: "a") }
        #expect(followers == [nil, key(3), nil, nil])
        let isFree = lanes.join(key(5), in: "a")
        #expect(isFree)
    }
}
