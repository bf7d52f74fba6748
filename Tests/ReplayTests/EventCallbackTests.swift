import Model
import Replay
import Testing

@Suite struct EventCallbackTests {
    @Test func anEventIsTheRequestOfItsTemplates() throws {
        var config = CallbackConfig(target: .http(method: "POST", url: "http://hooks.test/$.namespace"))
        config.body = ["text": "${$.req.operation} of $.req.mock.id"]
        let job = try EventCallback(config)
            .job(
                id: DeliveryID(rawValue: "d"),
                about: ["operation": "mock.create", "mock": ["id": "pay"]],
                source: MockID(rawValue: "event"),
                namespace: "shop",
                clock: .frozen(at: Timestamp(seconds: 0))
            )
        #expect(job.target == .http(method: "POST", url: "http://hooks.test/shop"))
        #expect(String(decoding: job.body, as: UTF8.self) == #"{"text":"mock.create of pay"}"#)
    }

    @Test func brokenTemplatesAreRefused() {
        var config = CallbackConfig(target: .http(method: "POST", url: "http://hooks.test/"))
        config.body = "$.increment("
        #expect(throws: ReplayError.self) { try EventCallback(config) }
    }
}
