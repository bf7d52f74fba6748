import Model
import TestSupport
import Testing

/// Mockarty's page on webhooks and callbacks, typed as it stands: its examples with Kafka and RabbitMQ.
///
/// No broker is there: what is looked at is that the mocks are taken, answer at once, and that the messages are written
/// down as they should go out. A test with a broker can read `messages(of:)`'s fields from it instead.
@Suite(.serialized) struct SeedPageBrokerTests {
    /// What was to be published when a mock was called.
    private func messages(
        of server: MockServer,
        after path: String,
        _ body: String
    ) throws -> (
        answer: ServerAnswer, messages: [JSON]
    ) {
        let answer = try server.call("POST", path, body)
        return (answer, try server.call("GET", "/api/v1/callbacks").json["callbacks"]?.array ?? [])
    }

    private func body(_ message: JSON) throws -> JSON {
        guard let text = message["body"]?.string else { return message["body"] ?? .null }
        return try JSON.parse(text)
    }

    @Test func `the Kafka example, and example 2`() throws {
        let server = try MockServer(in: try Workplace(), ["--drain", "0"])
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
            """#
        )
        let first = try messages(of: server, after: "/api/orders", #"{"customerId":"c-1"}"#)
        #expect(first.answer.status == 201)
        #expect(try #require(first.answer.json["orderId"]?.string).isUUID)
        let event = try #require(first.messages.first)
        #expect(event["type"] == "kafka")
        #expect(event["target"]?.string?.contains("orders.created") == true)
        #expect(try body(event).names == ["event", "orderId", "timestamp"])
        #expect(try body(event)["timestamp"]?.int != nil)

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
            """#
        )
        let order = #"{"customerId":"c-2","items":[{"sku":"a","n":2}],"total":12.50}"#
        let second = try messages(of: server, after: "/api/orders", order)
        #expect(second.answer.status == 201)
        let message = try #require(second.messages.last)
        #expect(message["mock"] == "order-with-kafka-event")
        #expect(message["headers"]?["event-type"] == "order.created")
        #expect(message["headers"]?["source"] == "order-service")
        let content = try body(message)
        #expect(content["customerId"] == "c-2")
        #expect(content["items"] == [["sku": "a", "n": 2]])
        #expect(String(decoding: (content["total"] ?? .null).serialized(), as: UTF8.self) == "12.50")
        #expect(content["createdAt"]?.string?.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil)
    }

    @Test func `the RabbitMQ example`() throws {
        let server = try MockServer(in: try Workplace(), ["--drain", "0"])
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
            """#
        )
        let sent = try messages(of: server, after: "/api/notifications/send", #"{"email":"ada@example.com"}"#)
        #expect((sent.answer.status, sent.answer.text) == (200, #"{"status":"queued"}"#))
        let message = try #require(sent.messages.first)
        #expect(message["type"] == "rabbitmq")
        #expect(message["target"]?.string?.contains("notifications") == true)
        #expect(message["target"]?.string?.contains("guest:guest") == false, "a password is shown nowhere")
        #expect(try body(message)["to"] == "ada@example.com")
    }

    @Test func `the fragments with SASL, an amqpExchange, and several kinds on one mock are taken`() async throws {
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
                },
                {
                  "type": "rabbitmq",
                  "rabbitURL": "amqp://guest:guest@localhost:5672/",
                  "rabbitExchange": "events",
                  "rabbitRoutingKey": "order.created",
                  "body": {
                    "orderId": "$.fake.UUID"
                  }
                }
              ]}
            """#
        )
        let sent = try messages(of: server, after: "/all", "{}")
        #expect(sent.answer.status == 201)
        #expect(sent.messages.map { $0["type"] } == ["http", "kafka", "rabbitmq", "kafka", "rabbitmq"])
        #expect(sent.messages.last?["target"]?.string?.contains("events order.created") == true)
        #expect(try await receiver.wait(for: 1).first?.target == "/log", "no broker holds the HTTP callback up")
    }
}
