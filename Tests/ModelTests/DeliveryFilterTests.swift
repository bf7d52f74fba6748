import Model
import Testing

@Suite struct DeliveryFilterTests {
    private let delivery: Delivery = {
        var job = CallbackJob(
            id: DeliveryID(rawValue: "a"),
            exchange: ExchangeID(rawValue: 1),
            mock: MockID(rawValue: "m"),
            index: 0,
            target: .http(method: "POST", url: "http://user:pw@shop.test/hook?x=1")
        )
        (job.name, job.run, job.namespace) = ("paid", RunID(rawValue: "r"), "n")
        return Delivery(job: job, submittedAt: Timestamp(seconds: 10), state: .failed)
    }()

    private func passes(_ set: (inout DeliveryFilter) -> Void) -> Bool {
        var filter = DeliveryFilter()
        set(&filter)
        return filter.includes(delivery)
    }

    @Test func `an empty filter lets everything pass`() { #expect(passes { _ in }) }

    @Test func `each condition lets the one pass and others not`() {
        #expect(passes { $0.states = [.failed] } && !passes { $0.states = [.delivered] })
        #expect(passes { $0.ids = [delivery.job.id] } && !passes { $0.ids = [DeliveryID(rawValue: "b")] })
        #expect(passes { $0.exchange = ExchangeID(rawValue: 1) } && !passes { $0.exchange = ExchangeID(rawValue: 2) })
        #expect(passes { $0.mock = MockID(rawValue: "m") } && !passes { $0.mock = MockID(rawValue: "x") })
        #expect(passes { $0.name = "paid" } && !passes { $0.name = "" })
        #expect(passes { $0.run = RunID(rawValue: "r") } && !passes { $0.run = .shared })
        #expect(passes { $0.namespace = "n" } && !passes { $0.namespace = "default" })
        #expect(passes { $0.kind = "http" } && !passes { $0.kind = "kafka" })
        #expect(passes { $0.target = "shop.test/hook" } && !passes { $0.target = "pw" })
        #expect(passes { $0.since = Timestamp(seconds: 10) } && !passes { $0.since = Timestamp(seconds: 11) })
        #expect(passes { $0.until = Timestamp(seconds: 11) } && !passes { $0.until = Timestamp(seconds: 10) })
    }

    @Test func `dead letters are those that failed or were abandoned`() {
        #expect(DeliveryFilter.dead.states == [.failed, .abandoned])
    }
}
