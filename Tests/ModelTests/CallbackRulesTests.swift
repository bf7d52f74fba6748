import Model
import Testing

/// What a callback can say about its delivery, read and written.
@Suite struct CallbackRulesTests {
    private func callback(_ entry: JSON) throws -> CallbackConfig {
        let mock: JSON = ["id": "m", "http": ["route": "/"], "response": [:], "webhooks": [entry]]
        return try #require(MockFile(mock).mocks.first?.callbacks.first)
    }

    private func written(_ callback: CallbackConfig) throws -> JSON {
        var mock = try #require(
            MockFile(["id": "m", "http": ["route": "/"], "response": [:]] as JSON).mocks.first
        )
        mock.callbacks = [callback]
        return try #require(mock.json.object?["webhooks"]?.array?.first)
    }

    @Test(
        arguments: [
            [
                "url": "http://a.test/", "retryCount": 3,
                "backoff": ["initial": 0.5, "factor": 3, "maximum": 60, "jitter": 0.2],
                "failure": ["statuses": ["300-599", 204], "stop": [410], "retryAfter": true], "async": false,
                "failResponse": 503, "ordered": true, "when": [["path": "$.resp.status", "value": "paid"]],
                "faults": ["duplicate": true, "drop": 0.25, "slow": 2000],
                "response": ["extract": ["gStore": ["token": "$.resp.token"]]],
                "sign": [
                    "scheme": "rfc9421", "secretEnv": "KEY", "keyId": "k1", "algorithm": "ed25519", "timestamp": "keep",
                    "components": ["@method", "content-digest"], "expires": 300, "label": "sig2",
                ],
            ],
            ["url": "http://a.test/", "preset": "standard-webhooks", "sign": ["secret": ["new", "old"]]],
            ["url": "http://a.test/", "retryDelays": [0, 1, 5]],
            [
                "type": "kafka", "kafkaBrokers": "a:1", "kafkaTopic": "t", "kafkaUseSASL": true, "kafkaUsername": "u",
                "kafkaSASLMechanism": "SCRAM-SHA-512", "kafkaPasswordEnv": "KAFKA_PASSWORD", "kafkaCA": "/ca.pem",
                "kafkaPartition": 3,
            ],
            [
                "type": "rabbitmq", "rabbitURL": "amqp://a/", "rabbitPersistent": false, "rabbitPasswordEnv": "RABBIT",
                "rabbitCA": "/ca.pem", "rabbitProperties": ["correlation-id": "$.resp.id", "priority": 3],
            ],
        ] as [JSON]
    )
    func `every rule comes out as it went in`(_ entry: JSON) throws {
        let first = try callback(entry)
        #expect(try callback(written(first)) == first)
    }

    @Test func `a property that nobody sends is named with the one that was meant`() {
        let entry: JSON = ["type": "rabbitmq", "rabbitURL": "amqp://a/", "rabbitProperties": ["corelation-id": "x"]]
        #expect {
            try callback(entry)
        } throws: {
            "\($0)".contains("rabbitProperties") && "\($0)".contains("correlation-id")
        }
    }

    @Test func `a preset gives what a callback leaves open`() throws {
        let slack = try callback(["url": "http://a.test/", "preset": "slack", "timeout": 9, "sign": ["secretEnv": "S"]])
        #expect(slack.timeout == .seconds(9))
        #expect(slack.retries.delays == [.zero, .seconds(60), .seconds(300)])
        #expect(slack.signature?.scheme == .slack)
        let fixed = try callback(["url": "http://a.test/", "preset": "slack", "retryCount": 2, "retryDelay": 1])
        #expect((0...1).map { fixed.retries.gap(afterAttempt: $0, chance: 0) } == [.seconds(1), .seconds(1)])
    }

    @Test func `gaps grow up to their maximum, within their jitter`() {
        var backoff = Backoff(initial: .seconds(1))
        backoff.maximum = .seconds(5)
        #expect((1...4).map { backoff.gap(afterAttempt: $0, chance: 0.5) } == [1, 2, 4, 5].map { .seconds($0) })
        backoff.jitter = 0.5
        #expect(backoff.gap(afterAttempt: 1, chance: 0) == .milliseconds(500))
        #expect(backoff.gap(afterAttempt: 1, chance: 1) == .milliseconds(1_500))
    }

    private static func rfc9421(_ more: JSONObject) -> JSON {
        var sign: JSONObject = ["scheme": "rfc9421", "secretEnv": "S"]
        sign.members += more.members
        return ["url": "http://a.test/", "sign": .object(sign)]
    }

    @Test func `the components of a signature are read as RFC 9421 names them, and written back`() throws {
        let names: [JSON] = ["@METHOD", "Content-Type", "@query-param;name=\"façade\\\": \"", "*", "@query"]
        let read = try callback(Self.rfc9421(["components": .array(names), "label": "*a-b_c.9", "keyId": "a \"b\""]))
        let message = try #require(read.signature?.message)
        #expect(message.components[..<2] == [.derived(.method), .field("content-type")])
        #expect(message.components[2] == .queryParameter("fa%C3%A7ade%5C%22%3A%20"))
        #expect(message.components[2].identifier == "\"@query-param\";name=\"fa%C3%A7ade%5C%22%3A%20\"")
        #expect(message.components[3...] == [.field("*"), .derived(.query)])
        #expect(message.components.map(\.text).map(SignatureComponent.init) == message.components)
    }

    @Test(
        arguments: [
            (["url": "http://a.test/", "failResponse": true], "async"),
            (["url": "http://a.test/", "failure": ["statuses": ["500-400"]]], "500-400"),
            (["url": "http://a.test/", "faults": ["drop": 1.5]], "from 0 to 1"),
            (["url": "http://a.test/", "sign": ["secretEnv": "S"]], "scheme"),
            (["url": "http://a.test/", "sign": ["scheme": "stripe", "secretEnv": "S", "keyId": "k"]], "rfc9421"),
            (rfc9421(["components": ["@method", "Date", "date"]]), "\"date\" is covered already"),
            (rfc9421(["components": ["@query-param;name=\"a b\"", "@query-param;name=\"a%20b\""]]), "covered already"),
            (rfc9421(["components": ["@status"]]), "a signature cannot cover \"@status\""),
            (rfc9421(["components": ["@query-param"]]), "cannot cover"),
            (rfc9421(["components": ["x-a;sf"]]), "cannot cover"),
            (rfc9421(["components": ["Signature"]]), "made by the signature"),
            (rfc9421(["label": "Sig1"]), "\"Sig1\" cannot label"), (rfc9421(["label": "1a"]), "cannot label"),
            (rfc9421(["label": "a b"]), "cannot label"),
            (rfc9421(["keyId": "schlüssel"]), "printable ASCII"), (rfc9421(["keyId": "a\nb"]), "printable ASCII"),
        ] as [(JSON, String)]
    )
    func `what makes no sense is refused with a reason`(_ entry: JSON, _ hint: String) {
        let error = #expect(throws: (any Error).self) { try callback(entry) }
        #expect(error.map { "\($0)" }?.contains(hint) == true)
    }
}
