import Model
import Recorder
import TestSupport
import Testing

@Suite struct RecordingBuilderTests {
    @Test func ordersBecomeOneMockEach() throws {
        let result = Staging.build(Staging.shop(orders: 4))
        #expect(result.mocks.map(\.name) == ["POST /orders 201", "GET /orders/:id 200"])
        let payload = try #require(Staging.payload(of: result.mocks[0]))
        #expect(payload["sku"] == "$.req.sku")
        #expect(payload["customer"] == "$.req.customer")
        #expect(payload["total_cents"] == "$.multiply($.req.quantity, 1299)")
        #expect(payload["status"] == "accepted")
        #expect(payload["created_at"] == "$.time('rfc3339')")
    }

    @Test func anIDThatStandsTwiceIsMadeOnce() throws {
        let mock = Staging.build(Staging.shop(orders: 4)).mocks[0]
        let made = try #require(mock.extractions.first { $0.store == .mock })
        #expect(made.value == "$.fake.pattern('ord_[A-Za-z0-9]{16}')")
        #expect(Staging.payload(of: mock)?["id"] == .string("$.mS.\(made.key)"))
        guard case .fixed(let reply) = mock.reply else { throw Staging.Unexpected() }
        #expect(reply.fields.contains(TemplateField("Location", "/orders/${$.mS.\(made.key)}")))
    }

    @Test func callbackReadsTheResponse() throws {
        let callback = try #require(Staging.build(Staging.shop(orders: 4)).mocks[0].callbacks.first)
        #expect(callback.target == .http(method: "POST", url: "http://127.0.0.1:9000/hooks"))
        #expect(callback.body?["type"] == "order.paid")
        #expect(callback.body?["data"]?["order_id"] == "$.resp.id")
        #expect(callback.body?["data"]?["amount"] == "$.resp.total_cents")
        #expect(callback.body?["data"]?["note"] == "Order ${$.resp.id} is paid")
        #expect(callback.body?["id"] == "$.fake.pattern('evt_[A-Za-z0-9]{12}')")
        #expect(callback.trigger == .onSuccess)
    }

    @Test func retriesBecomeAPolicy() throws {
        let callback = try #require(Staging.build(Staging.shop(orders: 4)).mocks[0].callbacks.first)
        #expect(callback.retries.count == 1)
        #expect(callback.retries.delay == .milliseconds(500))
        #expect(callback.delay == .fixed(300))
    }

    @Test func signatureIsMadeAnewAndItsFieldsAreGone() throws {
        let callback = try #require(Staging.build(Staging.shop(orders: 4)).mocks[0].callbacks.first)
        #expect(callback.signature?.scheme == .standardWebhooks)
        #expect(!callback.fields.contains { ["webhook-signature", "webhook-timestamp"].contains($0.name) })
    }

    @Test func laterRequestsReadTheStore() throws {
        let result = Staging.build(Staging.shop(orders: 4))
        #expect(Staging.payload(of: result.mocks[1]) == "$.gS['orders:${$.pathParam.id}']")
        let written = try #require(result.mocks[0].extractions.first { $0.store == .global })
        #expect(written.key == "orders:${$.resp.id}")
        #expect(written.value == "$.resp")
        #expect(written.isAfterResponse)
    }

    @Test func oneOrderIsEvidenceToo() throws {
        let result = Staging.build(Staging.shop(orders: 1))
        #expect(result.mocks.map(\.name) == ["POST /orders 201", "GET /orders/:id 200"])
        let payload = try #require(Staging.payload(of: result.mocks[0]))
        #expect(payload["customer"] == "$.req.customer")
        #expect(payload["created_at"] == "$.time('rfc3339')")
        #expect(result.mocks[0].callbacks.first?.body?["data"]?["order_id"] == "$.resp.id")
    }

    @Test func sameRecordingSameBytes() {
        let recording = Staging.shop(orders: 5)
        var shuffled = recording.exchanges
        shuffled.reverse()
        let first = Staging.build(recording)
        let second = RecordingBuilder(hash: Staging.hash).build(shuffled)
        #expect(first.mocks.map { $0.json.serialized() } == second.mocks.map { $0.json.serialized() })
        #expect(first.report == second.report)
    }

    @Test func oneMoreExchangeKeepsTheOtherMocksAsTheyWere() {
        var recording = Staging.shop(orders: 3)
        let before = Staging.build(recording).mocks
        recording.exchange("GET", "/health", at: 90_000, ["status": "up"])
        let after = Staging.build(recording).mocks
        #expect(after.filter { $0.name != "GET /health 200" } == before)
    }

    @Test func anAmountDecidesTheStatus() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 4)
        for (number, amount) in [20, 1_500, 900, 4_000, 35].enumerated() {
            let request: JSON = ["amount": .int(amount), "nonce": .string(random.uuid())]
            let isFine = amount <= 1_000
            recording.exchange(
                "POST",
                "/charges",
                request,
                at: number * 1_000,
                status: isFine ? 201 : 402,
                isFine ? ["state": "paid", "amount": .int(amount)] : ["error": "declined"]
            )
        }
        let result = Staging.build(recording)
        #expect(result.mocks.map(\.name) == ["POST /charges 402", "POST /charges 201"])
        #expect(
            result.mocks[0].http.body
                == [.check(Condition.Check(path: "$.amount", action: .greater, value: 1_000))]
        )
        #expect(result.mocks[1].http.body.isEmpty)
    }

    private func priced(_ orders: [(sku: String, count: Int, who: String, total: Int)]) -> [Mock] {
        var recording = StagedRecording()
        for (number, order) in orders.enumerated() {
            let asked: JSON = ["count": .int(order.count), "sku": .string(order.sku), "who": .string(order.who)]
            recording.exchange("POST", "/orders", asked, at: number * 9_000, ["total": .int(order.total)])
        }
        return Staging.build(recording).mocks
    }

    @Test func whatMayBeDecidedByAnyFieldIsDecidedByAll() {
        let mocks = priced([("tea-green", 2, "ada", 1_158), ("tea-black", 1, "grace", 431), ("cup", 4, "alan", 3_997)])
        #expect(mocks.map(\.http.body.count) == [3, 3, 0])
        #expect(Staging.payload(of: mocks[2]) == ["total": 1_158])
    }

    @Test func valuesThatRepeatDecide() {
        let mocks = priced([
            ("tea", 2, "ada", 1_158), ("cup", 1, "grace", 431), ("tea", 2, "alan", 1_158), ("cup", 1, "eve", 431),
            ("tea", 2, "kim", 1_158),
        ])
        let sku = Condition.check(Condition.Check(path: "$.sku", action: .equals, value: "cup"))
        #expect(mocks.map(\.http.body) == [[sku], []])
    }

    @Test func pathsThatNothingConnectsStayExact() {
        var recording = StagedRecording()
        for (number, name) in ["ann", "bob", "cyd"].enumerated() {
            recording.exchange(
                "GET",
                "/users/\(number + 10)",
                at: number * 1_000,
                ["id": .int(number + 10), "name": .string(name)]
            )
        }
        #expect(Staging.build(recording).mocks.map(\.http.route) == ["/users/10", "/users/11", "/users/12"])
    }

    @Test func pathsThatOneTemplateExplainsBecomeAParameter() {
        var recording = StagedRecording()
        for number in 10..<14 {
            recording.exchange("GET", "/users/\(number)", at: number * 1_000, ["id": .int(number), "kind": "user"])
        }
        let mocks = Staging.build(recording).mocks
        #expect(mocks.map(\.http.route) == ["/users/:id"])
        #expect(Staging.payload(of: mocks[0]) == ["id": "$.toNumber($.pathParam.id)", "kind": "user"])
    }

    @Test func theSameRequestInTurnBecomesASequence() throws {
        var recording = StagedRecording()
        for (number, state) in ["pending", "running", "done", "done"].enumerated() {
            recording.exchange("GET", "/job", at: number * 1_000, ["state": .string(state)])
        }
        guard case .oneOf(let sequence)? = Staging.build(recording).mocks.first?.reply else {
            throw Staging.Unexpected()
        }
        #expect(sequence.end == .last)
        #expect(sequence.replies.map(\.payload) == [["state": "pending"], ["state": "running"], ["state": "done"]])
    }

    @Test func textThatLooksLikeATemplateIsEscaped() {
        var recording = StagedRecording()
        recording.exchange("GET", "/help", at: 0, ["text": "write $.req.id here"])
        #expect(Staging.payload(of: Staging.build(recording).mocks[0]) == ["text": "write \\$.req.id here"])
    }

    @Test func exactBuildsGeneraliseNothing() throws {
        let result = RecordingBuilder(hash: Staging.hash, isExact: true).build(Staging.shop(orders: 2).exchanges)
        #expect(result.mocks.count == 4)
        let text = JSON.array(result.mocks.map(\.json)).textValue
        #expect(!text.contains("$.req."))
        #expect(!text.contains("$.fake"))
    }

    @Test func brokenExchangesAreListedNotBuilt() {
        var recording = Staging.shop(orders: 1)
        recording.exchange("GET", "/slow", at: 9_000)
        let failure = ExchangeFailure(source: .upstream, phase: .wait, reason: "it did not answer in time")
        recording.exchanges[recording.exchanges.count - 1].outcome = .failure(failure, partial: nil)
        let result = Staging.build(recording)
        #expect(!result.mocks.contains { $0.http.route == "/slow" })
        #expect(result.report.skipped.contains { $0.contains("GET https://shop.test/slow") && $0.contains("in time") })
        #expect(result.report.text.contains("it did not answer in time"))
    }

    @Test func labelsFlowIntoWebhooks() throws {
        let mock = try #require(Staging.build(Staging.alerts(24)).mocks.first)
        let body = try #require(mock.callbacks.first?.body)
        #expect(body["alerts"]?[0]?["labels"] == "$.req[0].labels")
        #expect(body["alerts"]?[0]?["endsAt"] == "0001-01-01T00:00:00Z")
        #expect(body["alerts"]?[0]?["fingerprint"] == "$.fake.pattern('[0-9a-f]{16}')")
        #expect(body["groupKey"]?.string?.contains("alertname=\"${$.req[0].labels.alertname}\"") == true)
        #expect(body["receiver"] == "web")
    }

    @Test func aLinkMustHoldInEverySample() throws {
        var recording = StagedRecording()
        for (number, shown) in ["blue-kettle-77", "blue-kettle-77", "blue-kettle-77"].enumerated() {
            let asked = number == 0 ? shown : "red-kettle-\(number)"
            recording.exchange("POST", "/best", ["name": .string(asked)], at: number * 1_000, ["name": .string(shown)])
        }
        let mock = try #require(Staging.build(recording).mocks.first)
        #expect(Staging.payload(of: mock) == ["name": "blue-kettle-77"])
    }

    @Test func aValueThatTheRequestMayLeaveOutHasADefault() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 6)
        for number in 0..<6 {
            let page = "http://docs/\(random.text(9))"
            let asked: JSON = number % 2 == 0 ? ["name": "a"] : ["name": "a", "page": .string(page)]
            recording.exchange(
                "POST",
                "/notes",
                asked,
                at: number * 1_000,
                ["page": .string(number % 2 == 0 ? "" : page)]
            )
        }
        let mock = try #require(Staging.build(recording).mocks.first)
        #expect(Staging.payload(of: mock) == ["page": "$.req.page || ''"])
    }

    @Test func theStepInBetweenIsTheCause() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 5)
        for number in 0..<4 {
            let (id, mail, time) = (random.uuid(), "\(random.text(9))@example.com", number * 6_000)
            recording.exchange(
                "POST",
                "/orders",
                ["mail": .string(mail)],
                at: time,
                status: 201,
                ["id": .string(id), "mail": .string(mail)]
            )
            recording.exchange("POST", "/orders/\(id)/pay", ["by": "card"], at: time + 1_000, ["state": "paying"])
            recording.webhook(["type": "order.paid", "order": .string(id), "mail": .string(mail)], at: time + 3_000)
        }
        let pay = try #require(Staging.build(recording).mocks.first { $0.http.route == "/orders/:id/pay" })
        #expect(pay.callbacks.first?.body?["order"] == "$.pathParam.id")
        #expect(pay.callbacks.first?.body?["mail"] == "$.gS['orders:${$.pathParam.id}'].mail")
    }
}
