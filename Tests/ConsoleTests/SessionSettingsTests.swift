import Model
import Testing

@testable import Console

@Suite struct SessionSettingsTests {
    private func settings(_ object: JSONObject) throws(Refusal) -> SessionSettings {
        try SessionSettings(Members(object))
    }

    @Test func `a target makes a reverse proxy, none a forward one`() throws {
        let reverse = try settings(["targetUrl": "https://api.example.test/v1", "port": 8_085])
        #expect(reverse.mode == .reverse && reverse.target?.description == "https://api.example.test/v1")
        #expect(reverse.address == SessionSettings.Address(host: "127.0.0.1", port: 8_085))
        #expect(try settings([:]).mode == .forward)
        #expect(try settings(["mitm": true]).mode == .intercept)
        #expect(try settings(["mode": "forward", "mitm": true]).mode == .intercept)
        #expect(try settings(["mode": "MITM"]).mode == .intercept)
    }

    @Test func `webhooks are taken in the place of their receivers`() throws {
        let settings = try settings(["webhooks": [["port": 0, "targetUrl": "http://app.test:9/hooks"]]])
        #expect(settings.webhooks.map(\.target.description) == ["http://app.test:9/hooks"])
        #expect(settings.webhooks.map(\.address.port) == [0])
    }

    @Test func `messages are observed without a password among the settings`() throws {
        let settings = try settings([
            "kafka": ["localhost:9092/orders"], "kafkaUsername": "shop", "kafkaPasswordEnv": "KAFKA_PASSWORD",
            "rabbitmq": ["amqp://shop@localhost/orders", "amqp://localhost:5672/a@b:c/x"],
        ])
        #expect(settings.observed.kafka == ["localhost:9092/orders"] && settings.observed.rabbitMQ.count == 2)
        #expect(settings.observed.kafkaUser == "shop" && settings.observed.kafkaPasswordVariable == "KAFKA_PASSWORD")
        #expect(try self.settings([:]).observed.isEmpty)
    }

    @Test func `what is redacted is said in three ways`() throws {
        #expect(try settings([:]).redaction == .standard)
        #expect(try settings(["redact": "none"]).redaction == SessionSettings.Redaction.none)
        #expect(try settings(["redact": ["body": ["pin"]]]).redaction == .rules(["body": ["pin"]]))
    }

    @Test(
        arguments: [
            (["mode": "reverse"], "\"targetUrl\" is missing"),
            (["mode": "forward", "targetUrl": "http://a.test"], "is for \"mode\": \"reverse\""),
            (["mode": "sideways"], "should be reverse, forward or intercept"),
            (["targetUrl": "ftp://a.test"], "should be an http or https URL"), (["port": 65_536], "from 0 to 65535"),
            (["rabbitmq": ["amqp://shop:secret@localhost/orders"]], "leave the password out"),
            (["webhooks": [["port": 1]]], "webhooks[0]: \"targetUrl\" is missing"),
            (["redact": 5], "\"redact\" should be"),
        ] as [(JSONObject, String)]
    )
    func `what makes no sense is refused in words`(sent: JSONObject, words: String) {
        #expect(throws: Refusal.self) { try settings(sent) }
        do throws(Refusal) { _ = try settings(sent) } catch { #expect(error.reason.contains(words)) }
    }
}
