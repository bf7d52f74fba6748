import Brokers
import Model
import Testing

@Suite struct ObservedPlaceTests {
    @Test func `a topic is what stands behind the last slash`() throws {
        let place = try ObservedPlace.kafka("a:9092,b:9093/orders.v1")
        #expect(place == .kafka(KafkaTarget(brokers: "a:9092,b:9093", topic: "orders.v1")))
        #expect("\(place)" == "kafka a:9092,b:9093/orders.v1")
        for text in ["localhost:9092", "localhost:9092/", "/orders"] {
            #expect { try ObservedPlace.kafka(text) } throws: {
                "\($0)".contains("names no topic; write BROKERS/TOPIC")
            }
        }
    }

    @Test(arguments: [
        ("amqp://localhost/orders", "amqp://localhost", "orders", "amqp://localhost"),
        ("amqp://localhost//orders", "amqp://localhost/", "orders", "amqp://localhost"),
        ("amqps://u:p%40@h:5671/shop/a%2Fb", "amqps://u:p%40@h:5671/shop", "a/b", "amqps://u@h/shop"),
        ("amqp://guest:guest@[::1]:1234/%2F/x", "amqp://guest:guest@[::1]:1234/%2F", "x", "amqp://[::1]:1234"),
    ])
    func `an exchange is the last segment of the path`(
        _ text: String,
        _ url: String,
        _ name: String,
        _ shown: String
    )
        throws
    {
        let place = try ObservedPlace.rabbitMQ(text)
        #expect(place == .rabbitMQ(RabbitMQTarget(url: url, amqpExchange: name), keys: []))
        #expect("\(place)" == "rabbitmq \(shown)/\(name)")
    }

    @Test func `keys stand in the query`() throws {
        let place = try ObservedPlace.rabbitMQ("amqp://localhost/orders?key=a.b&key=%23&other=1")
        #expect(
            place == .rabbitMQ(RabbitMQTarget(url: "amqp://localhost", amqpExchange: "orders"), keys: ["a.b", "#"])
        )
    }

    @Test(arguments: ["amqp://localhost", "amqp://localhost/", "amqp://localhost/vhost/", "orders", "localhost/orders"])
    func `the default exchange is refused, and so is none`(_ text: String) {
        #expect { try ObservedPlace.rabbitMQ(text) } throws: {
            "\($0)".contains("names no exchange; write AMQP_URL/EXCHANGE")
        }
    }

    @Test func `a URL that is none is refused without being shown`() {
        #expect { try ObservedPlace.rabbitMQ("http://u:secret@h/vhost/orders") } throws: { error in
            "\(error)".contains("--rabbitmq cannot be used: it does not begin with amqp://")
                && !"\(error)".contains("secret")
        }
    }
}
