import Model
import Recorder
import TestSupport
import Testing

/// Messages on brokers: what caused them, what becomes of them, and what `check` says of that.
@Suite struct ObservedMessageBuildTests {
    /// Orders of several clients at once. Each is told to Kafka under its id, and to RabbitMQ under its region, whose message
    /// leaves before the answer.
    private func shop(
        orders: Int,
        username: String? = nil,
        url: String = "amqp://rabbit.test"
    ) -> (
        recording: StagedRecording, causes: [ExchangeID: ExchangeID]
    ) {
        var random = SeededRandom(seed: 5)
        var recording = StagedRecording()
        var causes: [ExchangeID: ExchangeID] = [:]
        for number in 0..<orders {
            let (time, region) = (number * 40, ["eu", "us", "apac"][number % 3])
            let id = "ord_\(random.text(16))"
            let cents = 500 + number * 17
            let order = recording.exchange(
                "POST",
                "/orders",
                ["sku": .string("sku-\(random.text(6))"), "region": .string(region), "cents": .int(cents)],
                at: time,
                status: 201,
                ["id": .string(id), "cents": .int(cents)]
            )
            let early = recording.rabbit(
                "events",
                key: "order.\(region).placed",
                ["order": .string(id), "region": .string(region)],
                at: time + 12,
                headers: ["version": 2, "region": .string(region), "flags": ["urgent": false]],
                properties: ["message-id": .string(random.uuid()), "correlation-id": .string(id)],
                url: url
            )
            let late = recording.kafka(
                "orders.v1",
                key: id,
                ["type": "order.created", "id": .string(random.uuid()), "order": .string(id), "cents": .int(cents)],
                at: time + 320 + number % 5,
                headers: ["type": "order.created", "trace": .string(random.text(16, of: "0123456789abcdef"))],
                username: username
            )
            (causes[early], causes[late]) = (order, order)
        }
        return (recording, causes)
    }

    private func only(_ built: BuildResult) throws -> Mock {
        try #require(built.mocks.count == 1)
        return built.mocks[0]
    }

    @Test func `messages are tied to what caused them, with evidence in words`() throws {
        let (recording, causes) = shop(orders: 60)
        let attributions = Attributor().attribute(recording.exchanges, recording.messages)
        #expect(attributions.count == 120)
        for attribution in attributions { #expect(attribution.cause == causes[attribution.webhook]) }
        let last = try #require(attributions.last)
        #expect(last.evidence.first?.hasPrefix("\"ord_") == true && last.evidence[0].contains("stands in both"))
        #expect(last.evidence.contains { $0.contains("is usually followed by kafka orders.v1 order.created") })
    }

    @Test func `they become callbacks with key, routing key, headers and body, and check holds them`() throws {
        let recording = shop(orders: 30).recording
        let built = Staging.build(recording)
        let mock = try only(built)
        let json = try mock.callbacks.map { try #require($0.json.object) }
        let rabbit = try #require(json.first { $0["type"] == "rabbitmq" })
        #expect(rabbit["rabbitURL"] == "amqp://rabbit.test" && rabbit["rabbitExchange"] == "events")
        #expect(rabbit["rabbitRoutingKey"] == "order.${$.req.region}.placed")
        #expect(rabbit["headers"] == ["version": 2, "region": "$.req.region", "flags": ["urgent": false]])
        #expect(rabbit["body"] == ["order": "$.resp.id", "region": "$.req.region"])
        #expect(rabbit["async"] == false, "it came before the answer had ended")
        let kafka = try #require(json.first { $0["type"] == "kafka" })
        #expect(kafka["kafkaBrokers"] == "kafka.test:9092" && kafka["kafkaTopic"] == "orders.v1")
        #expect(kafka["kafkaKey"] == "$.resp.id" && kafka["kafkaPartition"] == nil)
        #expect(kafka["headers"]?["type"] == "order.created")
        #expect(kafka["headers"]?["trace"]?.string?.hasPrefix("$.fake.") == true)
        #expect(kafka["body"]?["order"] == "$.resp.id" && kafka["body"]?["cents"] == "$.resp.cents")
        #expect(kafka["delay"] == 302)
        #expect(kafka["recorded"]?["messages"]?.array?.count == 30)
        #expect(mock.recorded?["messages"]?.array?.count == 60)
        let read = try MockFile(parsing: MockFile(mocks: built.mocks).serialized())
        #expect(read.mocks == built.mocks)
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete && report.callbacks.total == 60, "\(report.text)")
        #expect(built.report.text.contains("1 mock with 2 callbacks from 30 exchanges and 60 messages"))
        #expect(rabbit["rabbitProperties"] == ["correlation-id": "$.resp.id"])
        #expect(!built.report.notes.contains { $0.contains("property") }, "\(built.report.notes)")
    }

    /// Jobs of several clients at once, of which a message names its job in properties alone.
    private func jobs(_ count: Int, encoding: String) -> (recording: StagedRecording, causes: [ExchangeID: ExchangeID])
    {
        var (recording, random) = (StagedRecording(), SeededRandom(seed: 15))
        var causes: [ExchangeID: ExchangeID] = [:]
        for number in 0..<count {
            let (time, id, urgency) = (number * 430, random.uuid(), number % 4)
            let region = ["eu-west", "us-east", "apac"][number % 3]
            let request: JSON = ["region": .string(region), "priority": .int(urgency)]
            let job = recording.exchange("POST", "/jobs", request, at: time, status: 202, ["job": .string(id)])
            let message = recording.rabbit(
                "jobs",
                key: "job.\(region).done",
                ["rows": 12],
                at: time + 100,
                properties: [
                    "correlation-id": .string(id), "type": "job.done", "app-id": "exporter",
                    "priority": .int(urgency), "expiration": "60000", "reply-to": "acks", "user-id": "exporter",
                    "timestamp": .int(StagedRecording.at(time + 100).nanoseconds / 1_000_000_000),
                    "content-encoding": .string(encoding),
                ]
            )
            causes[message] = job
        }
        return (recording, causes)
    }

    @Test func `properties tell what caused a message, and are sent again`() throws {
        let (recording, causes) = jobs(20, encoding: "utf-8")
        let built = Staging.build(recording)
        for attribution in built.attributions { #expect(attribution.cause == causes[attribution.webhook]) }
        guard case .rabbitMQ(let target)? = try only(built).callbacks.first?.target else { throw Staging.Unexpected() }
        #expect(target.routingKey == "job.${$.req.region}.done")
        let properties = target.properties
        #expect(properties["correlation-id"] == "$.resp.job" && properties["priority"] == "$.req.priority")
        #expect(properties["type"] == "job.done" && properties["app-id"] == "exporter")
        #expect(properties["expiration"] == "60000" && properties["reply-to"] == "acks")
        #expect(properties["timestamp"]?.string?.hasPrefix("$.time('unix'") == true, "\(properties)")
        #expect(properties["content-encoding"] == "utf-8", "it names a charset, which nobody undoes")
        #expect(built.report.notes == ["20 messages with the property user-id: mocks do not send it"])
        let report = try ClosedLoop.check(recording)
        #expect(report.isComplete && report.callbacks.total == 20, "\(report.text)")
        var changed = built
        guard case .rabbitMQ(var other)? = changed.mocks[0].callbacks.first?.target else { throw Staging.Unexpected() }
        other.properties = ["type": "job.failed"]
        changed.mocks[0].callbacks[0].target = .rabbitMQ(other)
        let text = try ClosedLoop.check(recording, changed).text
        #expect(
            text.contains("property type is \"job.failed\"") && text.contains("property priority is missing"),
            "\(text)"
        )
    }

    @Test func `the name of a coding that was undone is not sent`() throws {
        guard
            case .rabbitMQ(let target)? = try only(Staging.build(jobs(3, encoding: "identity").recording)).callbacks
                .first?
                .target
        else { throw Staging.Unexpected() }
        #expect(target.properties["content-encoding"] == nil && target.properties["type"] == "job.done")
    }

    @Test func `the same event on a broker and as a webhook is two callbacks`() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 9)
        for number in 0..<6 {
            let (time, id, event) = (number * 2_000, "inv_\(random.text(14))", random.uuid())
            let body: JSON = ["type": "invoice.sent", "event": .string(event), "invoice": .string(id)]
            recording.exchange("POST", "/invoices", [:], at: time, status: 201, ["invoice": .string(id)])
            recording.webhook(body, at: time + 400)
            recording.kafka("invoices", key: id, body, at: time + 410)
            recording.rabbit("invoices", key: "sent", body, at: time + 420)
        }
        let mock = try only(Staging.build(recording))
        #expect(mock.callbacks.map(\.target.kind).sorted() == ["http", "kafka", "rabbitmq"])
        let events = mock.callbacks.map { $0.body?["event"] }
        #expect(Set(events) == ["$.mS.event"], "one event has one id, wherever it is told: \(events)")
        #expect(try ClosedLoop.check(recording).isComplete)
    }

    @Test func `a key that is made new is made once, wherever it stands`() throws {
        var (recording, random) = (StagedRecording(), SeededRandom(seed: 11))
        for number in 0..<5 {
            let event = random.uuid()
            recording.exchange("POST", "/pings", ["n": .int(number)], at: number * 3_000, status: 202)
            recording.kafka("pings", key: event, ["event": .string(event), "n": .int(number)], at: number * 3_000 + 60)
        }
        let mock = try only(Staging.build(recording))
        guard case .kafka(_, let key)? = mock.callbacks.first?.target else { throw Staging.Unexpected() }
        #expect(key.hasPrefix("$.mS.") && mock.callbacks[0].body?["event"] == .string(key), "\(key)")
        #expect(try ClosedLoop.check(recording).isComplete)
    }

    @Test func `a message that nothing explains stays alone, and a person decides`() throws {
        var (recording, _) = shop(orders: 8)
        let beat = recording.kafka("heartbeats", ["alive": true], at: 90_000)
        let built = Staging.build(recording)
        #expect(built.attributions.first { $0.webhook == beat }?.cause == nil)
        #expect(built.report.unattributed.count == 1)
        #expect(built.report.unattributed[0].hasPrefix("message \(beat): kafka heartbeats: "))
        #expect(built.report.text.contains("Webhooks and messages without a cause:"))
        let pin = Attribution(
            webhook: beat,
            cause: ExchangeID(rawValue: 1),
            confidence: 1,
            evidence: [],
            isPinned: true
        )
        let pinned = RecordingBuilder(hash: Staging.hash)
            .build(recording.exchanges, messages: recording.messages, pins: [pin])
        #expect(pinned.attributions.first { $0.webhook == beat }?.cause == ExchangeID(rawValue: 1))
    }

    @Test func `a message that was published twice under one id is one delivery`() throws {
        var recording = StagedRecording()
        recording.exchange("POST", "/jobs", [:], at: 0, status: 202, ["job": "job_7fK2mQ9xLpWz"])
        for time in [200, 260] {
            recording.rabbit(
                "jobs",
                key: "done",
                ["job": "job_7fK2mQ9xLpWz"],
                at: time,
                properties: ["message-id": "8b1c2f0e-6a54-4c1e-9d3b-0f1e2d3c4b5a"]
            )
        }
        let built = Staging.build(recording)
        #expect(try only(built).callbacks.count == 1)
        #expect(built.attributions[1].evidence.first == "the same delivery as message 2")
        #expect(built.report.messageCount == 1)
    }

    @Test func `a login leaves the name of a variable, no password`() throws {
        let recording = shop(orders: 3, username: "shop", url: "amqps://shop@rabbit.test/eu").recording
        for isExact in [false, true] {
            let built = RecordingBuilder(hash: Staging.hash, isExact: isExact)
                .build(recording.exchanges, messages: recording.messages)
            let text = String(decoding: MockFile(mocks: built.mocks).serialized(), as: UTF8.self)
            #expect(
                text.contains(#""kafkaPasswordEnv": "KAFKA_PASSWORD""#) && text.contains(#""kafkaUsername": "shop""#)
            )
            #expect(text.contains(#""rabbitPasswordEnv": "RABBITMQ_PASSWORD""#))
            #expect(!text.contains(#""kafkaPassword""#))
        }
    }

    @Test func `without generalising, messages are sent as they were`() throws {
        let recording = shop(orders: 4).recording
        let built = RecordingBuilder(hash: Staging.hash, isExact: true)
            .build(recording.exchanges, messages: recording.messages)
        let text = String(decoding: MockFile(mocks: built.mocks).serialized(), as: UTF8.self)
        for message in recording.messages { #expect(text.contains(message.header("trace") ?? "order.")) }
        #expect(try ClosedLoop.check(recording, built).callbacks.isComplete)
    }

    @Test func `check says what of a message is not reproduced`() throws {
        let recording = shop(orders: 4).recording
        var built = Staging.build(recording)
        func reasons(_ change: (inout CallbackConfig) -> Void) throws -> String {
            var changed = built
            for index in changed.mocks[0].callbacks.indices { change(&changed.mocks[0].callbacks[index]) }
            let report = try ClosedLoop.check(recording, changed)
            #expect(!report.isComplete)
            return report.text
        }
        let otherPlaces = try reasons { callback in
            callback.target =
                switch callback.target {
                case .kafka(var target, _):
                    .kafka(
                        {
                            target.topic = "orders.v2"
                            return target
                        }(),
                        key: "other"
                    )
                case .rabbitMQ(var target):
                    .rabbitMQ(
                        {
                            (target.routingKey, target.isPersistent) = ("x", true)
                            return target
                        }()
                    )
                case .http: callback.target
                }
        }
        for words in ["topic is", "key is", "routing key is"] { #expect(otherPlaces.contains(words), "\(otherPlaces)") }
        let otherHeaders = try reasons { $0.fields = [] }
        for words in ["header type is missing", "header version is missing"] {
            #expect(otherHeaders.contains(words), "\(otherHeaders)")
        }
        #expect(try reasons { $0.delay = .fixed(5_000) }.contains("it is due after 5000 ms"))
        built.mocks[0].callbacks.removeAll()
        let gone = try ClosedLoop.check(recording, built).text
        #expect(gone.contains("(kafka orders.v1 order.created) was not sent"), "\(gone)")
        #expect(gone.contains("(rabbitmq events order.eu.placed) was not sent"), "\(gone)")
    }
}

extension CallbackTarget {
    fileprivate var kind: String {
        switch self {
        case .http: "http"
        case .kafka: "kafka"
        case .rabbitMQ: "rabbitmq"
        }
    }
}
