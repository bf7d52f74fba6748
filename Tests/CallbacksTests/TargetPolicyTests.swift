import Model
import Testing

@testable import Callbacks

@Suite struct TargetPolicyTests {
    private func denial(
        _ host: String,
        _ address: String? = nil,
        allow: [String] = [],
        deny: [String] = []
    ) throws -> String? {
        try TargetPolicy(allow: allow, deny: deny)
            .denial(host: host, addresses: [address.flatMap { NetworkAddress($0) }].compactMap { $0 })
    }

    @Test(arguments: [
        "169.254.169.254", "169.254.0.1", "fe80::1", "fd00:ec2::254", "0.0.0.0", "::", "224.0.0.1", "ff02::1",
        "255.255.255.255", "::ffff:169.254.169.254", "::ffff:0.0.0.0",
    ])
    func `denied by default, as a literal and as what a name resolves to`(_ address: String) throws {
        #expect(try denial(address)?.contains("--callback-allow") == true)
        #expect(try denial("shop.test", address)?.contains("(shop.test)") == true)
    }

    @Test(arguments: ["127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "8.8.8.8", "fd00::1", "2001:db8::1", "shop.test"])
    func `everything else is allowed`(_ address: String) throws { #expect(try denial(address) == nil) }

    @Test func `to allow lifts a default and restricts nothing`() throws {
        let allow = ["169.254.169.254", "*.local.test"]
        #expect(try denial("169.254.169.254", allow: allow) == nil)
        #expect(try denial("169.254.1.1", allow: allow) != nil)
        #expect(try denial("a.local.test", "169.254.1.1", allow: allow) == nil)
        #expect(try denial("8.8.8.8", allow: allow) == nil)
    }

    @Test func `to deny wins over to allow`() throws {
        let reason = try denial("a.shop.test", "10.1.1.1", allow: ["*"], deny: ["10.0.0.0/8"])
        #expect(reason == "callbacks to 10.1.1.1 (a.shop.test) are denied by --callback-deny 10.0.0.0/8")
        #expect(try denial("A.Shop.test", allow: ["*"], deny: ["*.shop.test"]) != nil)
        #expect(try denial("shop.test", deny: ["*.shop.test"]) == nil)
        #expect(try denial("shop.test", deny: ["shop.test"]) != nil)
        #expect(try denial("127.0.0.1", deny: ["*"]) != nil)
    }

    @Test func `the reason names the address, the rule and the way out`() throws {
        #expect(
            try denial("169.254.169.254") == """
                callbacks to 169.254.169.254 are denied, since 169.254.0.0/16 is link-local, where clouds serve \
                credentials; allow it with --callback-allow 169.254.169.254
                """
        )
    }

    @Test(arguments: ["", "10.0.0.0/99", "http://shop.test", "shop test", "*.", "a/b"])
    func `an entry that is none is named`(_ entry: String) {
        let error = #expect(throws: TargetPolicy.InvalidEntry.self) { try TargetPolicy(allow: [entry], deny: []) }
        #expect(error.map { "\($0)".contains("\"\(entry)\"") } == true)
    }

    @Test func `brokers are held against what their texts name`() throws {
        let policy = try TargetPolicy(allow: [], deny: ["*.bad.test"])
        let kafka = CallbackJob.Target.kafka(
            KafkaTarget(brokers: "a.test:9092, 169.254.0.9:9092", topic: "t"),
            key: nil
        )
        #expect(policy.denial(of: kafka)?.contains("169.254.0.9") == true)
        let rabbit = CallbackJob.Target.rabbitMQ(RabbitMQTarget(url: "amqp://u:p@q.bad.test:5672/v"))
        #expect(policy.denial(of: rabbit)?.contains("*.bad.test") == true)
        let local = CallbackJob.Target.rabbitMQ(RabbitMQTarget(url: "amqp://[::1]:5672/v"))
        #expect(policy.denial(of: local) == nil)
        #expect(local.hosts == ["::1"])
        // What stands where a user or a vhost does is no host, and the way a host is spelled does not hide it.
        for url in ["amqp://169.254.0.9/@a.test", "amqp://a.test:pw@169%2E254.0.9/", "amqp://169.254.0.9?@a.test"] {
            #expect(policy.denial(of: .rabbitMQ(RabbitMQTarget(url: url)))?.contains("169.254.0.9") == true)
        }
    }
}
