import Foundation
import Model
import TestSupport
import Testing

/// Mockarty's page on webhooks and callbacks, typed as it stands: its HTTP examples. Only the server's address is ours, and
/// the hosts that the page calls are played by a receiver.
@Suite(.serialized) struct SeedPageTests {
    private func server(_ host: String, _ receiver: CallbackReceiver) throws -> MockServer {
        try MockServer(in: try Workplace(), ["--redirect-callbacks", "\(host)=\(receiver.url(""))"])
    }

    @Test func `the minimal example: a payment calls the application's webhook`() async throws {
        let receiver = try CallbackReceiver()
        let server = try server("http://my-app:3000", receiver)
        let created = try server.type(
            #"""
            curl -X POST http://localhost:5770/mock/create \
              -H "Content-Type: application/json" \
              -d '{
                "id": "payment-with-webhook",
                "http": {
                  "route": "/api/payments",
                  "httpMethod": "POST"
                },
                "response": {
                  "statusCode": 200,
                  "payload": {
                    "id": "$.fake.UUID",
                    "status": "succeeded"
                  }
                },
                "webhooks": [
                  {
                    "url": "http://my-app:3000/webhooks/stripe",
                    "method": "POST",
                    "headers": {
                      "X-Stripe-Signature": "t=123456,v1=abc123"
                    },
                    "body": {
                      "type": "payment_intent.succeeded",
                      "data": {
                        "amount": 2500,
                        "currency": "usd"
                      }
                    },
                    "trigger": "on_success"
                  }
                ]
              }'
            """#
        )
        let json = try JSON.parse(created)
        #expect(json["id"] == "payment-with-webhook")
        #expect(json["success"] == true)
        #expect(json["isNew"] == false, "nothing was replaced")

        let paid = try server.call("POST", "/api/payments", "{}")
        #expect(paid.status == 200)
        #expect(try paid.json.names == ["id", "status"])
        #expect(try #require(paid.json["id"]?.string).isUUID, "\(paid.text)")
        #expect(try paid.json["status"] == "succeeded")

        let call = try #require(try await receiver.wait(for: 1).first)
        #expect(call.method == "POST")
        #expect(call.target == "/webhooks/stripe")
        #expect(call.fields.first("X-Stripe-Signature") == "t=123456,v1=abc123")
        #expect(call.fields.first("Content-Type") == "application/json")
        #expect(call.text == #"{"type":"payment_intent.succeeded","data":{"amount":2500,"currency":"usd"}}"#)
    }

    @Test func `example 1: Stripe's webhook quotes the payment`() async throws {
        let receiver = try CallbackReceiver()
        let server = try server("http://my-app:3000", receiver)
        try server.type(
            #"""
            curl -X POST http://localhost:5770/mock/create \
              -H "Content-Type: application/json" \
              -d '{
                "id": "stripe-payment",
                "http": {
                  "route": "/api/payments/intents",
                  "httpMethod": "POST"
                },
                "response": {
                  "statusCode": 200,
                  "payload": {
                    "id": "pi_$.fake.UUID",
                    "status": "succeeded",
                    "amount": "$.req.amount"
                  }
                },
                "webhooks": [
                  {
                    "url": "http://my-app:3000/webhooks/stripe",
                    "method": "POST",
                    "headers": {
                      "Stripe-Signature": "t=$.fake.UnixTime,v1=test_signature",
                      "Content-Type": "application/json"
                    },
                    "body": {
                      "id": "evt_$.fake.UUID",
                      "type": "payment_intent.succeeded",
                      "data": {
                        "object": {
                          "id": "pi_$.fake.UUID",
                          "amount": "$.req.amount",
                          "currency": "$.req.currency",
                          "status": "succeeded"
                        }
                      }
                    },
                    "trigger": "on_success",
                    "retryCount": 3,
                    "retryDelay": 5,
                    "timeout": 15
                  }
                ]
              }'
            """#
        )
        let paid = try server.call("POST", "/api/payments/intents", #"{"amount":2500,"currency":"usd"}"#)
        #expect(try paid.json["amount"] == 2500, "a number stays a number: \(paid.text)")
        #expect(try #require(paid.json["id"]?.string?.after("pi_")).isUUID)

        let call = try #require(try await receiver.wait(for: 1).first)
        #expect((call.method, call.target) == ("POST", "/webhooks/stripe"))
        #expect(call.fields.all(named: "Content-Type") == ["application/json"])
        let signature = try #require(call.fields.first("Stripe-Signature")?.split(separator: ","))
        let time = try #require(signature.first.flatMap { String($0).after("t=") }.flatMap(Double.init))
        #expect(abs(time - Date().timeIntervalSince1970) < 120)
        #expect(signature.last == "v1=test_signature")

        let body = try JSON.parse(call.body)
        #expect(body.names == ["id", "type", "data"])
        #expect(try #require(body["id"]?.string?.after("evt_")).isUUID)
        let object = try #require(body["data"]?["object"])
        #expect(object.names == ["id", "amount", "currency", "status"])
        #expect(try #require(object["id"]?.string?.after("pi_")).isUUID)
        #expect(object["amount"] == 2500)
        #expect(object["currency"] == "usd")
    }

    @Test func `example 3: a payment calls another mock, which keeps the order in the global store`() throws {
        let server = try MockServer(in: try Workplace())
        try server.type(
            #"""
            curl -X POST http://localhost:5770/mock/create \
              -H "Content-Type: application/json" \
              -d '{
                "id": "notification-receiver",
                "http": {
                  "route": "/internal/notifications",
                  "httpMethod": "POST"
                },
                "response": {
                  "statusCode": 200,
                  "payload": {"notified": true}
                },
                "extractors": [
                  {
                    "from": "body",
                    "jsonPath": "$.orderId",
                    "toStore": "global",
                    "key": "lastNotifiedOrder"
                  }
                ]
              }'
            curl -X POST http://localhost:5770/mock/create \
              -H "Content-Type: application/json" \
              -d '{
                "id": "payment-with-chain",
                "http": {
                  "route": "/api/pay",
                  "httpMethod": "POST"
                },
                "response": {
                  "statusCode": 200,
                  "payload": {
                    "paid": true,
                    "orderId": "$.req.orderId"
                  }
                },
                "webhooks": [
                  {
                    "url": "http://localhost:5770/internal/notifications",
                    "method": "POST",
                    "body": {
                      "orderId": "$.req.orderId",
                      "event": "payment.completed",
                      "amount": "$.req.amount"
                    },
                    "async": false,
                    "trigger": "on_success"
                  }
                ]
              }'
            """#
        )
        let paid = try server.call("POST", "/api/pay", #"{"orderId":"ord-17","amount":99.90}"#)
        #expect(paid.text == #"{"paid":true,"orderId":"ord-17"}"#)
        // The callback is synchronous: when the payment was answered, the other mock had been asked.
        let stored = try server.call("GET", "/api/v1/stores/global?namespace=default")
        #expect(stored.text == #"{"lastNotifiedOrder":"ord-17"}"#)

        let requests = try server.call("GET", "/api/v1/requests?mock=notification-receiver").json["requests"]
        #expect(requests?.array?.count == 1)
        let body = #"{"orderId":"ord-17","event":"payment.completed","amount":99.90}"#
        #expect(try requests?[0]?["request"]?["body"] == JSON.parse(body))
    }

    @Test func `example 4: an error calls the alerting system`() async throws {
        let receiver = try CallbackReceiver()
        let server = try server("http://alerting-system:8080", receiver)
        try server.type(
            #"""
            curl -X POST http://localhost:5770/mock/create \
              -H "Content-Type: application/json" \
              -d '{
                "id": "flaky-service",
                "http": {
                  "route": "/api/fragile",
                  "httpMethod": "GET"
                },
                "response": {
                  "statusCode": 503,
                  "payload": {"error": "service unavailable"}
                },
                "webhooks": [
                  {
                    "url": "http://alerting-system:8080/alerts",
                    "body": {
                      "alert": "fragile-service-mock returned error",
                      "statusCode": 503
                    },
                    "trigger": "on_error"
                  }
                ]
              }'
            """#
        )
        let answer = try server.call("GET", "/api/fragile")
        #expect(answer.status == 503)
        #expect(answer.text == #"{"error":"service unavailable"}"#)
        let call = try #require(try await receiver.wait(for: 1).first)
        #expect((call.method, call.target) == ("POST", "/alerts"))
        #expect(call.text == #"{"alert":"fragile-service-mock returned error","statusCode":503}"#)
    }
}
