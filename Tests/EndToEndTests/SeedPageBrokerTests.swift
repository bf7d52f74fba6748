import Model
import TestSupport
import Testing

/// Mockarty's page on webhooks and callbacks, typed as it stands: its examples with Kafka and RabbitMQ. The messages are
/// taken out of a broker again.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SeedPageBrokerTests {
    /// Calls a mock and waits until its messages are where they should be.
    private func call(_ server: MockServer, _ path: String, _ body: String) throws -> ServerAnswer {
        let answer = try server.call("POST", path, body)
        let callbacks = try server.settledCallbacks()
        #expect(callbacks.allSatisfy { $0["state"] == "delivered" }, "\(callbacks)")
        return answer
    }

    @Test func `the Kafka example, and example 2`() async throws {
        let cluster = try await KafkaMockCluster(topics: ["orders.created", "orders.events"])
        let addresses = ["localhost:9092": cluster.brokers, "kafka:9092": cluster.brokers]
        let server = try MockServer(in: try Workplace())
        try server.type(
            #"""
            curl -X POST http://localhost:5770/mock/create \
              -H "Content-Type: application/json" \
              -d '{
                "id": "order-created-kafka",
                "http": {
                  "route": "/api/orders",
                  "httpMethod": "POST"
                },
                "response": {
                  "statusCode": 201,
                  "payload": {
                    "orderId": "$.fake.UUID",
                    "status": "created"
                  }
                },
                "webhooks": [
                  {
                    "type": "kafka",
                    "kafkaBrokers": "localhost:9092",
                    "kafkaTopic": "orders.created",
                    "kafkaKey": "$.req.customerId",
                    "body": {
                      "event": "order.created",
                      "orderId": "$.fake.UUID",
                      "timestamp": "$.fake.UnixTime"
                    },
                    "trigger": "on_success"
                  }
                ]
              }'
            """#,
            addresses: addresses
        )
        let first = try call(server, "/api/orders", #"{"customerId":"c-1"}"#)
        #expect(first.status == 201)
        #expect(try #require(first.json["orderId"]?.string).isUUID)
        let event = try #require(try await cluster.records(of: "orders.created").first)
        #expect(event["key"] == "c-1")
        let body = try JSON.parse(try #require(event["payload"]?.string))
        #expect(body.names == ["event", "orderId", "timestamp"])
        #expect(body["event"] == "order.created")
        #expect(try #require(body["orderId"]?.string).isUUID)
        #expect(body["timestamp"]?.int != nil)

        let sent = try #require(try server.settledCallbacks().first)
        #expect(sent["key"] == "c-1")
        let shown = try server.callbacks("show", sent["id"]?.string ?? "").output
        #expect(shown.contains("/orders.created, key c-1\n"), "\(shown)")

        // The same method and route again: the newer mock answers.
        try server.type(
            #"""
            curl -X POST http://localhost:5770/mock/create \
              -H "Content-Type: application/json" \
              -d '{
                "id": "order-with-kafka-event",
                "http": {
                  "route": "/api/orders",
                  "httpMethod": "POST"
                },
                "response": {
                  "statusCode": 201,
                  "payload": {
                    "orderId": "$.fake.UUID",
                    "status": "created"
                  }
                },
                "webhooks": [
                  {
                    "type": "kafka",
                    "kafkaBrokers": "kafka:9092",
                    "kafkaTopic": "orders.events",
                    "kafkaKey": "$.req.customerId",
                    "headers": {
                      "event-type": "order.created",
                      "source": "order-service"
                    },
                    "body": {
                      "orderId": "$.fake.UUID",
                      "customerId": "$.req.customerId",
                      "items": "$.req.items",
                      "total": "$.req.total",
                      "createdAt": "$.fake.Date"
                    },
                    "trigger": "on_success"
                  }
                ]
              }'
            """#,
            addresses: addresses
        )
        let order = #"{"customerId":"c-2","items":[{"sku":"a","n":2}],"total":12.50}"#
        #expect(try call(server, "/api/orders", order).status == 201)
        let message = try #require(try await cluster.records(of: "orders.events").first)
        #expect(message["key"] == "c-2")
        let headers = message["headers"]?.array?.compactMap(\.string) ?? []
        #expect(headers.starts(with: ["event-type", "order.created", "source", "order-service"]), "\(headers)")
        #expect(!headers.contains { $0.lowercased() == "content-type" })
        let text = try #require(message["payload"]?.string)
        let content = try JSON.parse(text)
        #expect(content.names == ["orderId", "customerId", "items", "total", "createdAt"])
        #expect(text.contains(#""customerId":"c-2","items":[{"sku":"a","n":2}],"total":12.50,"#), "\(text)")
        #expect(content["createdAt"]?.string?.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil)
        #expect(try await cluster.records(of: "orders.created").count == 1)
    }

    @Test func `the fragment with SASL and TLS`() async throws {
        let (cluster, certificate) = (try await KafkaMockCluster(topics: ["events"]), try await TestCertificate())
        let gateway = try await KafkaGateway(cluster, certificate: certificate, user: "my-service", password: "secret")
        let server = try MockServer(in: try Workplace(), ["--callback-ca", certificate.certificate])
        let fragment = #"""
            {
              "type": "kafka",
              "kafkaBrokers": "kafka-prod.example.com:9093",
              "kafkaTopic": "events",
              "kafkaUseSASL": true,
              "kafkaUsername": "my-service",
              "kafkaPassword": "secret",
              "kafkaUseTLS": true,
              "body": {"event": "test"},
              "trigger": "always"
            }
            """#
            .replacing("kafka-prod.example.com:9093", with: gateway.brokers)
        try server.create(#"{"id":"s","http":{"route":"/s"},"response":{"statusCode":500},"webhooks":[\#(fragment)]}"#)
        #expect(try call(server, "/s", "{}").status == 500)
        let record = try #require(try await cluster.records(of: "events").first)
        #expect(record["payload"] == #"{"event":"test"}"# && record["key"] == .null)

        try server.create(
            #"{"id":"w","http":{"route":"/w"},"response":{},"webhooks":[\#(fragment.replacing("\"secret\"", with: "\"wrong-one\""))]}"#
        )
        _ = try server.call("POST", "/w", "{}")
        let refused = try #require(try server.settledCallbacks().last)
        #expect(refused["state"] == "failed" && refused["attempts"]?.array?.count == 1, "\(refused)")
        #expect(!server.program.output.contains { $0.contains("wrong-one") })
        #expect(!refused.textValue.contains("wrong-one"))
    }

    @Test func `the RabbitMQ example, and the fragment with an amqpExchange`() async throws {
        let broker = try await RabbitMQBroker()
        try await broker.makeQueue("notifications")
        try await broker.makeExchanges(["events"])
        try await broker.makeQueue("heard", boundTo: "events")
        let place = try #require(broker.url().split(separator: "@").last?.split(separator: "/").first).description
        let server = try MockServer(in: try Workplace())
        try server.type(
            #"""
            curl -X POST http://localhost:5770/mock/create \
              -H "Content-Type: application/json" \
              -d '{
                "id": "notification-rabbitmq",
                "http": {
                  "route": "/api/notifications/send",
                  "httpMethod": "POST"
                },
                "response": {
                  "statusCode": 200,
                  "payload": {"status": "queued"}
                },
                "webhooks": [
                  {
                    "type": "rabbitmq",
                    "rabbitURL": "amqp://guest:guest@localhost:5672/",
                    "rabbitQueue": "notifications",
                    "body": {
                      "type": "email",
                      "to": "$.req.email",
                      "subject": "Your order has been placed"
                    },
                    "trigger": "on_success"
                  }
                ]
              }'
            """#,
            addresses: ["localhost:5672": place]
        )
        let sent = try call(server, "/api/notifications/send", #"{"email":"ada@example.com"}"#)
        #expect((sent.status, sent.text) == (200, #"{"status":"queued"}"#))
        let message = try #require(try await broker.messages(in: "notifications").first)
        #expect(message["routingKey"] == "notifications")
        #expect(message["contentType"] == "application/json")
        #expect(message["body"] == #"{"type":"email","to":"ada@example.com","subject":"Your order has been placed"}"#)

        let fragment = #"""
            {
              "type": "rabbitmq",
              "rabbitURL": "amqp://guest:guest@localhost:5672/",
              "rabbitExchange": "events",
              "rabbitRoutingKey": "order.created",
              "body": {
                "orderId": "$.fake.UUID"
              }
            }
            """#
        let mock = #"{"id":"e","http":{"route":"/e"},"response":{},"webhooks":[\#(fragment)]}"#
        try server.create(mock.replacing("localhost:5672", with: place))
        #expect(try call(server, "/e", "{}").status == 200)
        let event = try #require(try await broker.messages(in: "heard").first)
        #expect(event["routingKey"] == "order.created")
        #expect(try #require(JSON.parse(event["body"]?.string ?? "")["orderId"]?.string).isUUID)
    }

    @Test func `example 5 with brokers that are not there: the mock answers, and the HTTP callback is sent`()
        async throws
    {
        let receiver = try CallbackReceiver()
        let server = try MockServer(
            in: try Workplace(),
            ["--drain", "0", "--redirect-callbacks", "http://audit.internal=\(receiver.url(""))"]
        )
        try server.create(
            #"""
            {"id": "all-kinds", "http": {"route": "/all", "httpMethod": "POST"}, "response": {"statusCode": 201},
              "webhooks": [
                {
                  "type": "http",
                  "url": "http://audit.internal/log",
                  "body": {"event": "order.created"},
                  "trigger": "always"
                },
                {
                  "type": "kafka",
                  "kafkaBrokers": "kafka:9092",
                  "kafkaTopic": "orders.events",
                  "body": {"event": "order.created"},
                  "trigger": "on_success"
                },
                {
                  "type": "rabbitmq",
                  "rabbitURL": "amqp://guest:guest@rabbitmq:5672/",
                  "rabbitQueue": "notifications",
                  "body": {"notify": true},
                  "trigger": "on_success"
                },
                {
                  "type": "kafka",
                  "kafkaBrokers": "kafka-prod.example.com:9093",
                  "kafkaTopic": "events",
                  "kafkaUseSASL": true,
                  "kafkaUsername": "my-service",
                  "kafkaPassword": "secret",
                  "kafkaUseTLS": true,
                  "body": {"event": "test"},
                  "trigger": "always"
                }
              ]}
            """#
        )
        #expect(try server.call("POST", "/all", "{}").status == 201)
        #expect(try await receiver.wait(for: 1).first?.target == "/log", "no broker holds the HTTP callback up")
        let listed = try server.call("GET", "/api/v1/callbacks")
        #expect(try listed.json["callbacks"]?.array?.map { $0["type"] } == ["http", "kafka", "rabbitmq", "kafka"])
        for secret in ["guest:guest", "\"secret\""] { #expect(!listed.text.contains(secret), "\(secret) is shown") }
    }
}
