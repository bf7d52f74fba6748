import Testing

@testable import Brokers

@Suite struct AMQPURLTests {
    @Test(
        arguments: [
            ("amqp://guest:guest@localhost:5672/", "guest", "guest", "localhost", 5672, "/"),
            ("amqp://localhost", "guest", "guest", "localhost", 5672, "/"),
            ("amqp://", "guest", "guest", "localhost", 5672, "/"),
            ("amqps://broker.test/shop", "guest", "guest", "broker.test", 5671, "shop"),
            ("AMQP://u@h:1/%2F", "u", "", "h", 1, "/"),
            ("amqp://a%3Ab:p%40ss%2Fw@h/shop%2Feu", "a:b", "p@ss/w", "h", 5672, "shop/eu"),
            ("amqp://u:p@ss@h/v", "u", "p@ss", "h", 5672, "v"),
            ("amqp://:@h/", "", "", "h", 5672, "/"),
            ("amqp://[::1]:5673/v?heartbeat=30", "guest", "guest", "::1", 5673, "v"),
            ("amqp://u:p%C3%A9@[fe80::1]/v", "u", "pé", "fe80::1", 5672, "v"),
        ]
    )
    func `its parts`(
        _ text: String,
        _ user: String,
        _ password: String,
        _ host: String,
        _ port: Int,
        _ vhost: String
    ) throws {
        let url = try AMQPURL(text)
        #expect([url.username, url.password, url.host, url.vhost] == [user, password, host, vhost])
        #expect(url.port == port)
        #expect(url.usesTLS == text.lowercased().hasPrefix("amqps:"))
    }

    @Test(
        arguments: [
            "", "localhost:5672", "http://u:secret@h/", "amqp://u:secret%2@h/", "amqp://u:secret%+1@h/",
            "amqp://u:secret@h:0/", "amqp://u:secret@h:65536/", "amqp://u:secret@h:x/", "amqp://u:secret@[::1]x/",
            "amqp://u:secret%00@h/", "amqp://u:secret@h/%FF",
        ]
    )
    func `what is none is refused for good, and its password is not shown`(_ text: String) {
        let error = #expect(throws: BrokerError.self) { try AMQPURL(text) }
        #expect(error?.mayRetry == false)
        #expect(error?.reason.contains("rabbitURL") == true)
        #expect(error?.reason.contains("secret") == false)
    }

    @Test func `messages show host and port alone`() throws {
        #expect(try AMQPURL("amqp://u:p@h/v").description == "h:5672")
        #expect(try AMQPURL("amqps://[::1]/").description == "[::1]:5671")
    }
}
