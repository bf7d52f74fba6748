import Model
import Testing

@testable import Callbacks

@Suite struct AttemptsInHandTests {
    private func key(_ number: Int) -> DeliveryKey { DeliveryKey(order: UInt32(number), slot: 0) }

    private func delivery(_ url: String) -> Delivery { Delivery(job: Sample.job("a", url: url)) }

    private func moment(_ seconds: Int) -> Moment { Moment(elapsed: .seconds(seconds), wall: Timestamp(seconds: 0)) }

    private func allNext(_ inHand: inout AttemptsInHand, at seconds: Int = 0) -> [UInt32] {
        var result: [UInt32] = []
        while let next = inHand.next(at: { moment(seconds) }) { result.append(next.key.order) }
        return result
    }

    @Test func `the next at a target begins when one has ended, and not those that are not wanted any more`() {
        var inHand = AttemptsInHand(limitPerTarget: 2, limit: 10)
        for number in 0..<5 { inHand.take(key(number), delivery("http://slow.test/\(number)")) }
        inHand.take(key(9), delivery("http://other.test/"))
        #expect(allNext(&inHand).sorted() == [0, 1, 9])
        inHand.end(key(2))
        #expect(allNext(&inHand) == [])
        inHand.end(key(0))
        #expect(allNext(&inHand) == [3])
    }

    @Test func `an attempt began when its turn came, and one without a turn never did`() {
        var inHand = AttemptsInHand(limitPerTarget: 1, limit: 10)
        for number in 0..<3 { inHand.take(key(number), delivery("http://a.test/")) }
        #expect(allNext(&inHand, at: 1) == [0])
        #expect(inHand.end(key(0))?.elapsed == .seconds(1))
        #expect(allNext(&inHand, at: 7) == [1])
        #expect(inHand.end(key(2)) == nil)
        #expect(inHand.end(key(1))?.elapsed == .seconds(7))
        #expect(inHand.end(key(1)) == nil)
    }
}
