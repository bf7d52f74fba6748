import Foundation
import Model
import TestSupport
import Testing

/// The main job with messages: a shop that tells RabbitMQ and Kafka is recorded, built, stopped, and played.
@Suite(.serialized, .timeLimit(.minutes(3))) struct BrokerRecordingTests {
    private let place: Workplace
    private let name = "staged-\(UUID().uuidString)"
    init() throws { place = try Workplace() }

    /// RabbitMQ is spoken to over TLS, Kafka without.
    @Test func `messages are seen while recording, and sent again with the new run's values`() async throws {
        let (broker, cluster) = (try await RabbitMQBroker.shared.value, try await KafkaMockCluster())
        try await broker.makeExchanges([name], type: "topic")
        try await broker.makeQueue(name, boundTo: name, key: "#")
        let url = try await record(broker, cluster)

        // Copies: whoever reads the queue and the topic has missed nothing.
        #expect(try await broker.messages(in: name).count == 4)
        #expect(try await cluster.records().count == 4)
        try await inspect()
        let built = try place.understudy(["build", "--db", place.database, "-o", place.mocks])
        #expect(built.errors.contains("with 2 callbacks from 4 exchanges and 8 messages"), "\(built.errors)")
        let check = try place.understudy(["check", "--db", place.database, "--mocks", place.mocks])
        #expect(check.status == 0 && check.output.contains("callbacks reproduced  8 of 8"), "\(check.output)")
        for file in [place.database, place.mocks] {
            let bytes = try Data(contentsOf: URL(filePath: file))
            for secret in ["p@ss", "p%40ss"] {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file): \(secret)")
            }
        }

        let other = try await KafkaMockCluster()
        let (replay, urls) = try place.start(
            [
                "replay", place.mocks, "--listen", "127.0.0.1:0", "--strict", "--time-scale", "0",
                "--callback-ca", try #require(broker.certificate).certificate,
                "--redirect-callbacks", "kafka://\(cluster.brokers)=kafka://\(other.brokers)",
            ],
            environment: ["RABBITMQ_PASSWORD": "p@ss/word"]
        )
        let placed = try order(at: try #require(urls["replay"]), host: url, sku: "kettle", region: "apac", quantity: 41)
        #expect(replay.stop() == 0, "\(replay.output)")
        let id = try #require(try JSON.parse(placed)["id"]?.string)
        let message = try #require(try await broker.messages(in: name).first)
        #expect(message["routingKey"] == "order.apac.placed" && message["contentType"] == "application/json")
        #expect(message["headers"] == ["version": 2, "region": "apac"] && message["deliveryMode"] == 2)
        #expect(try JSON.parse(message["body"]?.string ?? "") == ["sku": "kettle"])
        let properties = try #require(message["properties"])
        #expect(properties["correlation_id"] == .string(id) && properties["type"] == "order.placed", "\(properties)")
        #expect(properties["app_id"] == "shop" && properties["priority"] == 5 && properties["reply_to"] == "answers")
        #expect(properties["expiration"] == "86400000" && properties["content_encoding"] == "utf-8")
        let age = Date().timeIntervalSince1970 - Double(properties["timestamp"]?.int ?? 0)
        #expect((0..<120).contains(age), "it says when it was sent: \(age) seconds ago")
        #expect(try await cluster.records().count == 4, "what was redirected went to the other one alone")
        let record = try #require(try await other.records().first)
        #expect(record["key"] == .string(id) && record["headers"] == ["type", "order.placed"])
        let event = try JSON.parse(record["payload"]?.string ?? "")
        #expect(event["order"] == .string(id) && event["quantity"] == 41)
        #expect(event["event"]?.string?.utf8.count == 36)
    }

    @Test func `a session of the server observes messages too`() async throws {
        let (broker, cluster) = (try await RabbitMQBroker.shared.value, try await KafkaMockCluster())
        try await broker.makeExchanges([name], type: "topic")
        let shop = try HeldProgram(
            "/usr/bin/python3",
            [BuiltFiles.fixture("brokers/staging-shop.py"), broker.url(), name, cluster.brokers]
        )
        defer { shop.end() }
        let url = try await shop.line { $0.hasPrefix("listening ") ? String($0.dropFirst(10)) : nil }
        let (user, password) = try Self.login(of: broker.url())
        let server = try MockServer(in: place, environment: ["BROKER_PASSWORD": password])
        let settings: JSON = [
            "targetUrl": .string(url), "port": 0, "kafka": [.string("\(cluster.brokers)/orders")],
            "rabbitmq": [.string("\(user)/\(name)")], "rabbitPasswordEnv": "BROKER_PASSWORD",
        ]
        let text = String(decoding: settings.serialized(), as: UTF8.self)
        let session = try server.call("POST", "/api/v1/recorder/start", text).json
        #expect(session["observed"]?.array?.count == 2, "\(session)")
        let path = "/api/v1/recorder/\(session["id"]?.string ?? "")"
        for number in 1...2 {
            let proxy = session["url"]?.string ?? ""
            let placed = try order(at: proxy, host: nil, sku: "sku-\(number)", region: "eu", quantity: number)
            let id = try #require(try JSON.parse(placed)["id"]?.string)
            try await shop.line { $0 == "published \(id)" ? () : nil }
        }
        #expect(try server.call("POST", "\(path)/stop").json["messageCount"] == 4)
        let list = try server.call("GET", "\(path)/messages").json
        #expect(list["total"] == 4)
        #expect(list["messages"]?.array?.allSatisfy { $0["attribution"]?["cause"]?.string != nil } == true, "\(list)")
        let made = try server.call("POST", "\(path)/mocks").json
        #expect(made["webhooks"] == 2, "\(made)")
        #expect(try Data(contentsOf: URL(filePath: place.database)).range(of: Data(password.utf8)) == nil)
    }

    /// The broker's URL without its password, and the password.
    private static func login(of url: String) throws -> (url: String, password: String) {
        let match = try #require(try #/(amqps?:\/\/[^:@\/]+):([^@]+)(@.*)/#.wholeMatch(in: url), "\(url) has no login")
        return ("\(match.1)\(match.3)", PercentEncoding.decoded(match.2))
    }

    /// Records four orders; gives the shop's URL, where nobody listens any more.
    private func record(_ broker: RabbitMQBroker, _ cluster: KafkaMockCluster) async throws -> String {
        let shop = try HeldProgram(
            "/usr/bin/python3",
            [BuiltFiles.fixture("brokers/staging-shop.py"), broker.url(), name, cluster.brokers]
        )
        let url = try await shop.line { $0.hasPrefix("listening ") ? String($0.dropFirst(10)) : nil }
        let (recorder, urls) = try place.start([
            "record", "--db", place.database, "--reverse", "127.0.0.1:0=\(url)", "--kafka", "\(cluster.brokers)/orders",
            "--rabbitmq", "\(broker.url(scheme: "amqps"))/\(name)", "--broker-ca",
            try #require(broker.certificate).certificate,
        ])
        #expect(recorder.output.contains("observing kafka \(cluster.brokers)/orders"), "\(recorder.output)")
        for (number, region) in ["eu", "us", "eu", "apac"].enumerated() {
            let proxy = try #require(urls["reverse \(url)/"])
            let placed = try order(
                at: proxy,
                host: nil,
                sku: "sku-\(number * 37)",
                region: region,
                quantity: number + 2
            )
            let id = try #require(try JSON.parse(placed)["id"]?.string)
            try await shop.line { $0 == "published \(id)" ? () : nil }
        }
        // Nothing waits for the messages here: what was published is taken before the recording ends.
        #expect(recorder.stop() == 0)
        #expect(recorder.output.last?.hasPrefix("recorded 4 exchanges, 8 messages as") == true, "\(recorder.output)")
        shop.end()
        return url
    }

    private func order(at url: String, host: String?, sku: String, region: String, quantity: Int) throws -> String {
        let body = #"{"sku":"\#(sku)","region":"\#(region)","quantity":\#(quantity)}"#
        let target = host.map { ["-x", url, "\($0)/orders"] } ?? ["\(url)/orders"]
        let answer = try curl(["-H", "Content-Type: application/json", "-d", body] + target)
        #expect(answer.status == 201, "\(answer.body)")
        return answer.body
    }

    /// What the commands that look at a recording say of messages.
    private func inspect() async throws {
        #expect(try place.understudy(["build", "--db", place.database, "-o", place.mocks]).status == 0)
        let listed = try JSON.parse(
            try place.understudy(["webhooks", "--db", place.database, "--format", "json"]).output
        )
        let messages = listed.array ?? []
        #expect(messages.count == 8 && messages.allSatisfy { $0["kind"] == "message" }, "\(listed)")
        let kafka = try #require(messages.first { $0["broker"] == "kafka" })
        let id = String(kafka["id"]?.int ?? 0)
        let cause = String(kafka["attribution"]?["cause"]?.int ?? 0)
        let table = try place.understudy(["webhooks", "--db", place.database]).output
        #expect(table.contains("kafka") && table.contains("order.eu.placed") && table.contains("stands in both"))
        let shown = try place.understudy(["show", id, "--db", place.database]).output
        #expect(shown.contains("# message \(id)") && shown.contains("caused by exchange \(cause)"), "\(shown)")
        #expect(shown.contains("type: order.placed") && shown.contains(#""order": "ord_"#), "\(shown)")
        let whole = try JSON.parse(
            try place.understudy(["show", id, "--db", place.database, "--format", "json"]).output
        )
        #expect(whole["headers"] == ["type": "order.placed"] && whole["topic"] == "orders", "\(whole)")
        let exchange = try place.understudy(["show", cause, "--db", place.database]).output
        #expect(exchange.contains("# caused message \(id)"), "\(exchange)")
        #expect(try place.understudy(["attribute", id, "--none", "--db", place.database]).status == 0)
        #expect(try place.understudy(["webhooks", "--db", place.database]).output.contains("pinned"))
        #expect(try place.understudy(["attribute", id, "--unpin", "--db", place.database]).status == 0)
        let har = try place.understudy(["export", "--format", "har", "--db", place.database])
        #expect(har.errors.contains("har has no place for messages on brokers: 8 left out"), "\(har.errors)")
    }

    @Test func `a broker that is not there stops the start, and says which`() throws {
        let port = try freeLoopbackPort()
        for (flag, target) in [
            ("--kafka", "127.0.0.1:\(port)/orders"), ("--rabbitmq", "amqp://127.0.0.1:\(port)/orders"),
        ] {
            let ended = try place.understudy([
                "record", "--db", place.database, "--recording", "tour", "--listen", "127.0.0.1:0", flag, target,
                "--ca-dir",
                place.caFolder,
            ])
            #expect(ended.status == 70 && ended.errors.contains("127.0.0.1:\(port)"), "\(ended.errors)")
        }
        let listed = try place.understudy(["recordings", "--db", place.database, "--format", "json"]).output
        #expect(try JSON.parse(listed) == [], "a recording that did not begin leaves neither a name nor a newest one")
        let unnamed = try place.understudy([
            "record", "--db", place.database, "--listen", "127.0.0.1:0", "--kafka", "localhost:9092",
        ])
        #expect(unnamed.status == 64 && unnamed.errors.contains("write BROKERS/TOPIC"), "\(unnamed.errors)")
    }
}
