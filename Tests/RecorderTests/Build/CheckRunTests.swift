import Model
import Recorder
import Testing

@Suite struct CheckRunTests {
    private let recording = Staging.shop(orders: 2)

    private func run(_ round: CheckRun.Round = .recorded) -> CheckRun {
        let result = Staging.build(recording)
        return CheckRun(
            exchanges: recording.exchanges,
            attributions: result.attributions,
            mocks: result.mocks,
            round: round
        )
    }

    /// The mock that was built for an exchange.
    private func mock(of exchange: ExchangeID) throws -> Mock {
        try #require(
            Staging.build(recording).mocks
                .first { mock in
                    mock.recorded?["exchanges"]?.array?.contains(.int(exchange.rawValue)) == true
                }
        )
    }

    private func recordedAnswer(_ id: ExchangeID) throws -> Answer {
        let response = try #require(recording.exchanges.first { $0.id == id }?.response)
        return Answer(status: response.head.status, fields: response.head.fields, body: response.body.bytes)
    }

    /// The callback as it was observed, as a job.
    private func recordedJobs(_ id: ExchangeID) throws -> [CallbackJob] {
        guard let webhook = recording.exchanges.first(where: { $0.kind == .webhook && $0.id > id }),
            try !mock(of: id).callbacks.isEmpty
        else { return [] }
        return [
            CallbackJob(
                id: DeliveryID(rawValue: "d"),
                exchange: id,
                mock: try mock(of: id).id,
                index: 0,
                target: .http(method: "POST", url: "http://127.0.0.1:9000/hooks"),
                fields: webhook.request.fields,
                body: webhook.requestBody.bytes,
                delay: .milliseconds(300),
                retryCount: 1,
                signature: SignatureConfig(scheme: .standardWebhooks, secretEnvironment: "S")
            )
        ]
    }

    /// Answers every request as it was recorded, changed by the closures.
    private func report(
        _ round: CheckRun.Round = .recorded,
        changing change: (inout Answer, ExchangeID) -> Void = { _, _ in },
        jobs: ([CallbackJob]) -> [CallbackJob] = { $0 }
    ) throws -> CheckReport {
        var run = run(round)
        while let request = run.nextRequest() {
            var answer = try recordedAnswer(request.id)
            change(&answer, request.id)
            run.judge(answer, mock: try mock(of: request.id).id, jobs: jobs(try recordedJobs(request.id)))
        }
        return run.report
    }

    @Test func theRecordingReproducesItself() throws {
        let report = try report()
        #expect(report.exchanges.text == "4 of 4 (100.0 %)")
        #expect(report.callbacks.text == "2 of 2 (100.0 %)")
        #expect(report.differences.isEmpty)
        #expect(report.isComplete)
    }

    @Test func aChangedLiteralIsNamed() throws {
        let report = try report { answer, id in
            guard id.rawValue == 1, var json = try? JSON.parse(answer.body).object else { return }
            json["status"] = "lost"
            answer.body = JSON.object(json).serialized()
        }
        #expect(report.exchanges.held == 3)
        #expect(report.differences.first?.reasons == [#"body.status is "lost", expected "accepted""#])
        #expect(report.text.contains("exchange 1: POST /orders"))
    }

    @Test func aStatusAndAMissingFieldAreNamed() throws {
        let report = try report { answer, id in
            guard id.rawValue == 1 else { return }
            answer.status = 200
            answer.fields.remove("Server")
        }
        #expect(report.differences.first?.reasons.contains("status is 200, recorded was 201") == true)
        #expect(report.differences.first?.reasons.contains { $0.hasPrefix("field Server is missing") } == true)
    }

    @Test func generatedValuesCompareByShape() throws {
        func answered(with id: String) throws -> CheckReport {
            try report { answer, exchange in
                guard exchange.rawValue == 1, var json = try? JSON.parse(answer.body).object else { return }
                json["id"] = .string(id)
                answer.body = JSON.object(json).serialized()
                answer.fields.replace("Location", with: "/orders/\(id)")
            }
        }
        let right = try answered(with: "ord_AAAABBBBCCCCDDDD").differences.filter { $0.exchange.rawValue == 1 }
        // What is left are the recorded webhooks, which still name the old order.
        #expect(right.flatMap(\.reasons).allSatisfy { $0.hasPrefix("webhook 2: body.data") })
        let wrong = try answered(with: "17")
        #expect(wrong.differences.first?.reasons.contains { $0.contains("not of the shape") } == true)
    }

    @Test func laterRequestsCarryTheIDsThatTheMocksMade() throws {
        var run = run()
        let next = run.nextRequest()
        let first = try #require(next)
        var answer = try recordedAnswer(first.id)
        var json = try #require(try JSON.parse(answer.body).object)
        json["id"] = "ord_AAAABBBBCCCCDDDD"
        answer.body = JSON.object(json).serialized()
        answer.fields.replace("Location", with: "/orders/ord_AAAABBBBCCCCDDDD")
        run.judge(answer, mock: try mock(of: first.id).id, jobs: [])
        #expect(run.nextRequest()?.head.target == "/orders/ord_AAAABBBBCCCCDDDD")
    }

    @Test func callbacksThatAreNotSentOrTooManyAreNamed() throws {
        let none = try report(jobs: { _ in [] })
        #expect(none.callbacks.text == "0 of 2 (0.0 %)")
        #expect(none.differences.first?.reasons.first?.contains("was not sent") == true)
        let twice = try report(jobs: { $0 + $0 })
        #expect(!twice.isComplete)
        #expect(twice.differences.first?.reasons.contains { $0.contains("was not observed") } == true)
    }

    @Test func callbacksAreHeldToDelayRetriesAndSignature() throws {
        let report = try self.report(jobs: { jobs in
            jobs.map { job in
                var job = job
                (job.delay, job.retries.count, job.signature) = (.seconds(20), 0, nil)
                return job
            }
        })
        let reasons = try #require(report.differences.first?.reasons)
        #expect(reasons.contains { $0.contains("due after 20000 ms, recorded was 300 ms") })
        #expect(reasons.contains { $0.contains("retried 0 times, recorded were 1") })
        #expect(reasons.contains { $0.contains("not signed by standard-webhooks") })
    }

    @Test func valuesThatDoNotFollowAreCounted() throws {
        let report = try report(.fresh(seed: 5))
        #expect(report.links.total > 0)
        #expect(report.links.held == 0)
        #expect(!report.isComplete)
    }

    @Test func onlyIgnoredFieldsThatOccurredAreNamed() throws {
        var recording = StagedRecording()
        recording.exchange("GET", "/a", at: 0, ["b": 1], fields: [("Date", "x"), ("CF-Ray", "8f"), ("X-Kind", "y")])
        recording.exchange("GET", "/a", at: 9, ["b": 1], fields: [("date", "x")])
        let text = CheckRun(exchanges: recording.exchanges, attributions: [], mocks: []).report.text
        #expect(text.contains("\nfields not compared   CF-Ray, Date\n"))
        #expect(!run().report.text.contains("not compared"))
    }

    @Test func aMissIsAFailureWithItsReason() throws {
        var run = run()
        while run.nextRequest() != nil { run.judgeMiss("path differs") }
        #expect(run.report.exchanges.text == "0 of 4 (0.0 %)")
        #expect(run.report.differences.first?.reasons == ["no mock matches: path differs"])
        #expect(run.report.json["complete"] == false)
    }
}
