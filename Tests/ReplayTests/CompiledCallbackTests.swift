import Model
import Replay
import Testing

@Suite struct CompiledCallbackTests {
    private func jobs(_ webhooks: String, status: Int = 200, _ options: ReplayOptions? = nil) throws -> [CallbackJob] {
        let json = """
            {"id": "m", "http": {"route": "/"}, "response": {"statusCode": \(status),
             "headers": {"Location": "/orders/1"}, "payload": {"id": "o1"}}, "webhooks": \(webhooks)}
            """
        let replay = try ReplayEngine(mocks: mocks(json), options: options ?? ReplayOptions(seed: 1))
        return try #require(
            replay.answer(request("POST", "/", body: #"{"key": "k", "to": "http://cb.test/x"}"#)).answered
        )
        .jobs
    }

    @Test func firesByStatusInOrder() throws {
        let webhooks = """
            [{"id": "1", "url": "http://a.test/1", "trigger": "on_success"}, {"url": "http://a.test/2", "trigger": "on_error"},
             {"url": "http://a.test/3"}]
            """
        func urls(_ status: Int) throws -> [String] {
            try jobs(webhooks, status: status).map { if case .http(_, let url) = $0.target { url } else { "" } }
        }
        #expect(try urls(201) == ["http://a.test/1", "http://a.test/3"])
        #expect(try urls(500) == ["http://a.test/2", "http://a.test/3"])
        #expect(try urls(302) == ["http://a.test/3"])
        #expect(try jobs(webhooks).map(\.index) == [0, 2])
    }

    @Test func rendersEverythingForHTTP() throws {
        let job = try #require(
            try jobs(
                """
                [{"url": "$.req.to?id=$.resp.id", "method": "PUT", "async": false,
                  "headers": {"X-Loc": "$.respHeader.Location[0]", "X-Bad": "$.req.missing"}, "body": "s=$.statusCode"}]
                """
            )
            .first
        )
        #expect(job.target == .http(method: "PUT", url: "http://cb.test/x?id=o1"))
        #expect(job.fields == [("X-Loc", "/orders/1"), ("X-Bad", "$.req.missing")])
        #expect(job.body == Array("s=200".utf8))
        #expect(job.isSync)
        #expect(job.unresolved == ["$.req.missing"])
    }

    @Test func brokersGetTheirKeysAndContentTypes() throws {
        let jobs = try jobs(
            """
            [{"type": "kafka", "kafkaBrokers": "k:9092", "kafkaTopic": "t", "kafkaKey": "$.req.key",
              "headers": {"Content-Type": "x/y", "a": "b"}, "body": {"id": "$.resp.id"}},
             {"type": "rabbitmq", "rabbitURL": "amqp://r/", "rabbitQueue": "q", "body": {"id": "$.resp.id"}}]
            """
        )
        guard case .kafka(let kafka, let key) = jobs[0].target else { throw Unexpected() }
        #expect(kafka.topic == "t" && key == Array("k".utf8))
        #expect(jobs[0].fields == [("a", "b")])
        guard case .rabbitMQ(let rabbit, _) = jobs[1].target else { throw Unexpected() }
        #expect(rabbit.queue == "q")
        #expect(jobs[1].fields.first("Content-Type") == "application/json")
    }

    @Test func headersOfAMQPKeepTheirTypes() throws {
        let job = try #require(
            try jobs(
                """
                [{"type": "rabbitmq", "rabbitURL": "amqp://r/", "rabbitQueue": "q", "headers": {"Content-Type": "text/plain",
                  "n": 3, "text": "a", "status": "$.statusCode", "in": "s$.statusCode", "list": [1, "$.statusCode"]}}]
                """
            )
            .first
        )
        guard case .rabbitMQ(_, let headers) = job.target else { throw Unexpected() }
        #expect(
            JSON.object(headers) == ["n": 3, "text": "a", "status": 200, "in": "s200", "list": [1, 200]],
            "\(headers)"
        )
        #expect(job.fields == [("Content-Type", "text/plain")])
    }

    @Test func timeScaleAndRedirectsApply() throws {
        let options = ReplayOptions(seed: 1, timeScale: 0.5, redirects: [("http://a.test", "http://127.0.0.1:9/in")])
        let job = try #require(
            try jobs(#"[{"url": "http://a.test/w", "delay": 3000, "retryCount": 1, "retryDelay": 2}]"#, options).first
        )
        #expect((job.delay, job.retries.delay) == (.milliseconds(1_500), .seconds(1)))
        #expect(job.target == .http(method: "POST", url: "http://127.0.0.1:9/in/w"))
    }

    @Test func aBodyThatCannotBeMadeIsReported() throws {
        let engine = try engine(
            """
            {"id": "m", "http": {"route": "/"}, "response": {},
             "webhooks": [{"url": "http://a.test/", "body": "$.queryParams.b", "decode": "base64"}]}
            """
        )
        let good = try #require(engine.answer(request("GET", "/?b=aGk%3D")).answered)
        #expect(good.jobs.first?.body == Array("hi".utf8))
        let bad = try #require(engine.answer(request("GET", "/?b=a")).answered)
        #expect(bad.jobs.isEmpty)
        #expect(bad.callbackFailures.first?.reason.contains("is no base64") == true)
    }

    @Test func aFieldFromARequestAddsNoLine() throws {
        let engine = try engine(
            """
            {"id": "m", "http": {"route": "/"}, "response": {"headers": {"X": "$.queryParams.v"}},
             "webhooks": [{"url": "http://a.test/", "headers": {"X": "$.queryParams.v"}}]}
            """
        )
        let answer = try #require(engine.answer(request("GET", "/?v=a%0D%0AEvil:%201")).answered)
        #expect(answer.answer.fields.first("X") == "a  Evil: 1")
        #expect(answer.jobs.first?.fields.first("X") == "a  Evil: 1")
    }
}

/// A case that a test did not expect.
struct Unexpected: Error {}
