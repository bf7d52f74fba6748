import Model
import Recorder
import TestSupport
import Testing

/// What the requests of the fresh round carry, and what is expected of the answers to them.
@Suite struct FreshRoundTests {
    private let recording: StagedRecording

    init() {
        var random = SeededRandom(seed: 8)
        var recording = StagedRecording()
        for number in 0..<4 {
            let (id, tag, words) = ("acc-\(random.text(9))", random.text(12), "\(random.text(6)) \(random.text(5))")
            recording.exchange(
                "POST",
                "/accounts/\(id)/notes?q=\(words.replacing(" ", with: "%20"))&page=1",
                ["quantity": .int(number + 2)],
                at: number * 4_000,
                status: 201,
                [
                    "account": .string(id), "query": .string(words), "tag": .string(tag),
                    "total": .int((number + 2) * 150),
                ],
                requestFields: [("X-Tag", tag)]
            )
        }
        self.recording = recording
    }

    /// A round in which the closure answers; nil answers nothing.
    private func report(_ answer: (IncomingRequest, JSONObject) -> JSONObject?) throws -> CheckReport {
        let result = Staging.build(recording)
        var run = CheckRun(
            exchanges: recording.exchanges,
            attributions: [],
            mocks: result.mocks,
            round: .fresh(seed: 3)
        )
        while let request = run.nextRequest() {
            let recorded = recording.exchanges.first { $0.id == request.id }?.response
            let old = try #require(try JSON.parse(recorded?.body.bytes ?? []).object)
            let fields = recorded?.head.fields ?? []
            let body = JSON.object(answer(request, old) ?? old).serialized()
            run.judge(Answer(status: 201, fields: fields, body: body), mock: result.mocks[0].id, jobs: [])
        }
        return run.report
    }

    /// What a mock that follows everything answers.
    private func followed(_ request: IncomingRequest, _ old: JSONObject) -> JSONObject {
        let target = RequestTarget(request.head.target)
        var new = old
        new["account"] = .string(String(target.path.split(separator: "/")[1]))
        new["query"] = .string(target.queryPairs[0].value)
        new["tag"] = .string(request.head.fields.first(named: "X-Tag") ?? "")
        let quantity = (try? JSON.parse(request.body ?? []))?["quantity"]?.int ?? 0
        new["total"] = .int(quantity * 150)
        return new
    }

    @Test func pathQueryHeaderAndOperandsAreFresh() throws {
        let report = try report { request, old in
            let new = followed(request, old)
            for name in ["account", "query", "tag", "total"] { #expect(new[name] != old[name], "\(name)") }
            #expect(RequestTarget(request.head.target).queryPairs[1].value == "1")
            return new
        }
        #expect(report.links.text == "16 of 16 (100.0 %)")
        #expect(report.isComplete)
        #expect(report.untestedLinks == 0)
    }

    @Test(arguments: ["account", "query", "tag", "total"]) func whatDoesNotFollowIsNamed(name: String) throws {
        let report = try report { request, old in
            var new = followed(request, old)
            new[name] = old[name]
            return new
        }
        #expect(report.links.text == "12 of 16 (75.0 %)")
        #expect(report.differences.first?.reasons.first?.hasPrefix("body.\(name) is ") == true)
    }

    @Test func formsAreFreshToo() throws {
        var recording = StagedRecording()
        for number in 0..<3 {
            let amount = 1_000 + number * 37
            recording.exchange(
                "POST",
                "/charges",
                at: number * 4_000,
                ["amount": .int(amount)],
                requestFields: [("Content-Type", "application/x-www-form-urlencoded")]
            )
            let form = "currency=usd&amount=\(amount)"
            recording.exchanges[number].requestBody = CapturedBody(bytes: Array(form.utf8))
        }
        let mocks = Staging.build(recording).mocks
        var run = CheckRun(exchanges: recording.exchanges, attributions: [], mocks: mocks, round: .fresh(seed: 3))
        let next = run.nextRequest()
        let pairs = FormEncoding.pairs(of: String(decoding: try #require(next?.body), as: UTF8.self))
        #expect(pairs.map(\.name) == ["currency", "amount"])
        #expect(pairs[0].value == "usd")
        #expect(pairs[1].value != "1000")
        #expect(Int(pairs[1].value).map { $0 >= 1_000 } == true)
    }

    @Test func whatDecidesIsNotFreshAndCountsApart() throws {
        var recording = StagedRecording()
        for (number, amount) in [20, 1_500, 900, 4_000, 35].enumerated() {
            let isFine = amount <= 1_000
            recording.exchange(
                "POST",
                "/charges",
                ["amount": .int(amount)],
                at: number * 1_000,
                status: isFine ? 201 : 402,
                isFine ? ["amount": .int(amount)] : ["error": "declined"]
            )
        }
        let mocks = Staging.build(recording).mocks
        var run = CheckRun(exchanges: recording.exchanges, attributions: [], mocks: mocks, round: .fresh(seed: 3))
        while let request = run.nextRequest() {
            let exchange = try #require(recording.exchanges.first { $0.id == request.id })
            #expect(request.body == exchange.requestBody.bytes)
            let response = try #require(exchange.response)
            let answer = Answer(status: response.head.status, fields: response.head.fields, body: response.body.bytes)
            run.judge(answer, mock: mocks[response.head.status == 201 ? 1 : 0].id, jobs: [])
        }
        #expect(run.report.links.text == "none")
        #expect(run.report.untestedLinks == 3)
        #expect(run.report.text.contains("none, 3 more cannot be tested with fresh values"))
    }
}
