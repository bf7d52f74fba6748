import Model
import Testing

@testable import Callbacks

@Suite struct DeliveryTableTests {
    private func add(_ id: String, to table: inout DeliveryTable) -> DeliveryKey {
        table.insert { ScheduledDelivery($0, Delivery(job: Sample.job(id)), lane: TargetLane("a"), batch: nil) }.key
    }

    @Test func `a key finds its own delivery and none that took its place`() {
        var table = DeliveryTable()
        let (first, second) = (add("a", to: &table), add("b", to: &table))
        #expect(table.remove(first)?.id.rawValue == "a")
        let third = add("c", to: &table)
        #expect(third.slot == first.slot)
        #expect(table[first] == nil)
        #expect(table.remove(first) == nil)
        #expect(table[second]?.id.rawValue == "b")
        #expect(table[third]?.id.rawValue == "c")
        #expect(table.count == 2)
    }

    @Test func `all come in the order in which they went in`() {
        var table = DeliveryTable()
        let keys = (0..<5).map { add("\($0)", to: &table) }
        for key in [keys[1], keys[3]] { _ = table.remove(key) }
        for id in ["5", "6", "7"] { _ = add(id, to: &table) }
        #expect(table.all.map(\.id.rawValue) == ["0", "2", "4", "5", "6", "7"])
        #expect(table.count == 6)
    }
}
