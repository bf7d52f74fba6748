import Model
import Recorder
import TestSupport
import Testing

@Suite struct AttributorTests {
    /// What was right and wrong about the attributions of a recording whose truth is known.
    private func figures(_ recording: StagedRecording, _ truth: [ExchangeID: ExchangeID]) -> (right: Int, wrong: Int) {
        var result = (right: 0, wrong: 0)
        for attribution in Attributor().attribute(recording.exchanges) {
            guard let cause = attribution.cause else { continue }
            if truth[attribution.webhook] == cause { result.right += 1 } else { result.wrong += 1 }
        }
        return result
    }

    /// Clients place orders at once; webhooks come 0 to 30 s later, out of order, some retried or sent twice.
    private func crowd(clients: Int, orders: Int, seed: UInt64) -> (StagedRecording, [ExchangeID: ExchangeID]) {
        var random = SeededRandom(seed: seed)
        var events: [(time: Int, order: Int, what: Int)] = []
        for order in 0..<orders {
            let time = order / clients * 600 + Int.random(in: 0..<300, using: &random)
            let late = time + 25 + Int.random(in: 0..<30_000, using: &random)
            events += [(time, order, 0), (time + 60, order, 1), (late, order, 2)]
            if order % 4 == 0 { events.append((late + 700, order, 2)) }
        }
        events.sort { ($0.time, $0.order, $0.what) < ($1.time, $1.order, $1.what) }
        let ids = (0..<orders).map { _ in random.uuid() }
        let customers = (0..<orders).map { $0 < 5 ? "\(random.text(8))@example.com" : "" }
        var recording = StagedRecording()
        var truth: [ExchangeID: ExchangeID] = [:]
        var placed: [Int: ExchangeID] = [:]
        for (time, order, what) in events {
            let thing: JSON = ["id": .string(ids[order]), "customer": .string(customers[order % 5]), "amount": 100]
            switch what {
            case 0:
                placed[order] = recording.exchange(
                    "POST",
                    "/orders",
                    ["customer": .string(customers[order % 5])],
                    at: time,
                    status: 201,
                    thing
                )
            case 1: recording.exchange("GET", "/orders/\(ids[order])", at: time, thing)
            default:
                let hidden = "pi_" + ids[order].filter { $0 != "-" }
                let event: JSON = [
                    "type": "order.paid", "order": .string(hidden), "customer": .string(customers[order % 5]),
                    "amount": 100,
                ]
                truth[recording.webhook(event, at: time, answered: order % 8 == 0 ? 503 : 200)] = placed[order]
            }
        }
        return (recording, truth)
    }

    @Test(arguments: [1, 8, 64]) func valuesFindTheirExchangeInACrowd(clients: Int) {
        let seed: UInt64 = 77
        let (recording, truth) = crowd(clients: clients, orders: 256, seed: seed)
        let figures = figures(recording, truth)
        #expect(figures.wrong == 0, "seed \(seed)")
        #expect(figures.right * 1_000 >= truth.count * 995, "seed \(seed): \(figures.right) of \(truth.count)")
    }

    @Test func laterStepsAreLearnedAsTheUsualCause() {
        var random = SeededRandom(seed: 5)
        var recording = StagedRecording()
        var truth: [ExchangeID: ExchangeID] = [:]
        for order in 0..<12 {
            let (id, time) = (random.uuid(), order * 4_000)
            let mail = "\(random.text(9))@example.com"
            let created = recording.exchange(
                "POST",
                "/orders",
                ["mail": .string(mail)],
                at: time,
                status: 201,
                ["id": .string(id)]
            )
            truth[
                recording.webhook(["type": "order.created", "id": .string(id), "mail": .string(mail)], at: time + 300)
            ] = created
            guard order % 2 == 0 else { continue }
            let paid = recording.exchange(
                "POST",
                "/orders/\(id)/pay",
                ["by": "card"],
                at: time + 1_000,
                ["state": "paid"]
            )
            truth[
                recording.webhook(["type": "order.paid", "id": .string(id), "mail": .string(mail)], at: time + 1_500)
            ] = paid
        }
        let figures = figures(recording, truth)
        #expect(figures == (truth.count, 0))
    }

    @Test func aWebhookThatNothingExplainsStaysAlone() throws {
        var recording = Staging.shop(orders: 3)
        let id = recording.webhook(["type": "maintenance", "window": "tonight"], at: 200_000)
        let attribution = try #require(Attributor().attribute(recording.exchanges).first { $0.webhook == id })
        #expect(attribution.cause == nil)
        #expect(!attribution.evidence.isEmpty)
    }

    @Test func equalValuesOfTwoCustomersAreNotGuessed() {
        var recording = StagedRecording()
        recording.exchange("POST", "/pay", ["amount": 2_500], at: 0, ["ok": true])
        recording.exchange("POST", "/pay", ["amount": 2_500], at: 10, ["ok": true])
        recording.webhook(["type": "paid", "amount": 2_500], at: 500)
        #expect(Attributor().attribute(recording.exchanges).map(\.cause) == [nil])
    }

    @Test func retriesShareTheirCauseAndSayWhoseTheyAre() {
        let attributions = Attributor().attribute(Staging.shop(orders: 1).exchanges)
        #expect(attributions.map(\.cause) == [ExchangeID(rawValue: 1), ExchangeID(rawValue: 1)])
        #expect(attributions[1].evidence.first == "the same delivery as webhook 2")
    }

    @Test func evidenceBeginsWithTheMostTellingValueAsItWasWritten() throws {
        var recording = StagedRecording()
        let asked: JSON = ["customer": "Linus.Torv@example.com", "total": 12_574]
        let shown: JSON = ["id": "ord_Zk38FjqLw92mBx71", "customer": "Linus.Torv@example.com", "total": 12_574]
        recording.exchange("POST", "/orders", asked, at: 0, status: 201, shown)
        recording.exchange("GET", "/orders/ord_Zk38FjqLw92mBx71", at: 50, shown)
        let event: JSON = ["order": "ord_Zk38FjqLw92mBx71", "who": "Linus.Torv@example.com", "sum": 12_574]
        recording.webhook(event, at: 320)
        let attribution = try #require(Attributor().attribute(recording.exchanges).first)
        #expect(
            attribution.evidence == [
                #""ord_Zk38FjqLw92mBx71" stands in both (and in 1 other exchange)"#,
                #""Linus.Torv@example.com" stands in both (and in 1 other exchange)"#,
                #""12574" stands in both (and in 1 other exchange)"#, "it came 320 ms after the request began",
            ]
        )
    }

    @Test func evidenceOfACommonKindSaysSo() throws {
        let evidence = try #require(Attributor().attribute(Staging.shop(orders: 2).exchanges).first?.evidence)
        #expect(evidence.first?.hasPrefix("\"ord_") == true)
        #expect(evidence.contains("POST https://shop.test/orders is usually followed by POST /hooks order.paid"))
        #expect(evidence.count <= 5)
    }

    @Test func pinsWin() {
        let recording = Staging.shop(orders: 2)
        let pin = Attribution(
            webhook: ExchangeID(rawValue: 2),
            cause: nil,
            confidence: 1,
            evidence: ["a person said so"],
            isPinned: true
        )
        let attributions = Attributor().attribute(recording.exchanges, pins: [pin])
        #expect(attributions.prefix(2).map(\.cause) == [nil, nil])
        #expect(attributions[2].cause != nil)
    }

    @Test func webhooksBeforeTheResponseHaveACauseToo() throws {
        var recording = StagedRecording()
        let id = "tok_Zk38fjqLw92m"
        recording.exchange("POST", "/cards", ["n": 1], at: 0, lasting: 400, status: 201, ["token": .string(id)])
        recording.webhook(["type": "card.check", "token": .string(id)], at: 200)
        #expect(Attributor().attribute(recording.exchanges).first?.cause == ExchangeID(rawValue: 1))
        #expect(Staging.build(recording).mocks.first?.callbacks.first?.isAsync == false)
    }
}
