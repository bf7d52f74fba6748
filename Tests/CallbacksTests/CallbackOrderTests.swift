import Model
import Testing

@testable import Callbacks

@Suite struct CallbackOrderTests {
    private func waits(_ jobs: [CallbackJob], isSequential: Bool = false) -> [[String]] {
        var order = CallbackOrder(isSequential: isSequential)
        var lanes = TargetLanes()
        return jobs.enumerated()
            .map { index, job in
                let key = DeliveryKey(order: UInt32(index), slot: 0)
                let lane = lanes.enter(job.target)
                return order.predecessors(of: ScheduledDelivery(key, Delivery(job: job), lane: lane, batch: nil))
                    .map { "\($0.point) \($0.key.order)" }
            }
    }

    @Test func `on one target each waits for the end of the one before`() {
        #expect(waits([Sample.job(), Sample.job(), Sample.job()]) == [[], ["ended 0"], ["ended 1"]])
    }

    @Test func `on another target it waits for the start of the one before`() {
        let other = Sample.job(url: "http://other.test/")
        #expect(waits([Sample.job(), other, Sample.job()]) == [[], ["started 0"], ["ended 0", "started 1"]])
    }

    @Test func `another delay or another exchange does not wait`() {
        #expect(waits([Sample.job(), Sample.job(delay: .seconds(1)), Sample.job(exchange: 2)]) == [[], [], []])
    }

    @Test func `sequential ones wait for the settlement of the one before, whatever its target and delay`() {
        let other = Sample.job(url: "http://other.test/", delay: .seconds(1))
        #expect(waits([Sample.job(), other, Sample.job()], isSequential: true) == [[], ["settled 0"], ["settled 1"]])
    }
}
