import Brokers
import Foundation
import Model
import TestSupport
import Testing

/// Against librdkafka's mock cluster in a process of its own, written to by kcat.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct KafkaObserverTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func produce(_ text: String, to cluster: KafkaMockCluster, _ more: [String] = []) async throws {
        let file = folder.path(UUID().uuidString)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let sent = try await run("kcat", ["-b", cluster.brokers, "-P", "-t", "orders"] + more + [file])
        #expect(sent.status == 0, "\(sent.output)")
    }

    private func place(_ cluster: KafkaMockCluster) throws -> ObservedPlace { try .kafka("\(cluster.brokers)/orders") }

    @Test func `every record of every partition is seen that comes after the start, and none before`() async throws {
        let cluster = try await KafkaMockCluster(topics: ["orders:3"])
        try await produce("too early", to: cluster, ["-p", "1"])
        let listening = try Listening(place(cluster))
        try await listening.start()
        try await produce(#"{"n":1}"#, to: cluster, ["-p", "1", "-k", "ord-1", "-H", "type=paid", "-H", "type=again"])
        let first = try #require(await listening.next(1).first)
        #expect(first.text == #"{"n":1}"# && first.keyText == "ord-1")
        #expect(first.headers == JSONObject([.init("type", "paid"), .init("type", "again")]))
        guard case .kafka(let target, let offset, _) = first.place else { throw ProgramFailure("no Kafka") }
        #expect(target.brokers == cluster.brokers && target.topic == "orders" && target.partition == 1 && offset == 1)
        #expect(first.properties["timestamp"]?.int.map { $0 > 1_600_000_000_000 } == true)
        #expect(first.id == ExchangeID(rawValue: 100) && first.listener == "kafka \(cluster.brokers)/orders")
        for partition in ["0", "2"] { try await produce(partition, to: cluster, ["-p", partition]) }
        #expect(Set(await listening.next(2).map(\.text)) == ["0", "2"])
        await listening.stop()
        #expect(try await cluster.records().count == 4, "nothing was taken from anybody")
    }

    @Test func `content beyond the limit is cut, and bytes that are no text are kept`() async throws {
        let cluster = try await KafkaMockCluster()
        let listening = try Listening(place(cluster), bodyLimit: 4)
        try await listening.start()
        let sender = KafkaSender()
        let record = KafkaRecord(key: [0xFF, 0x00], value: [0, 1, 2, 0xFF, 4, 5])
        #expect(await sender.result(record, to: KafkaTarget(brokers: cluster.brokers, topic: "orders")).isSuccess)
        let message = try #require(await listening.next(1).first)
        #expect(message.body == CapturedBody(bytes: [0, 1, 2, 0xFF], length: 6) && message.key == [0xFF, 0x00])
        await sender.closed()
        await listening.stop()
    }

    @Test func `what was published before the end is heard before the end`() async throws {
        let cluster = try await KafkaMockCluster(topics: ["orders:4"])
        let listening = try Listening(place(cluster))
        try await listening.start()
        let sender = KafkaSender()
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        for number in 0..<200 {
            let record = KafkaRecord("\(number)", key: "k\(number)")
            #expect(await sender.result(record, to: target).isSuccess)
        }
        await listening.stop()
        let texts = Set(await listening.next(200).map(\.text))
        #expect(texts == Set((0..<200).map(String.init)))
        await sender.closed()
    }

    @Test func `a broker that goes and comes back is said, and nothing is missed`() async throws {
        let cluster = try await KafkaMockCluster()
        let listening = try Listening(place(cluster))
        try await listening.start()
        try await cluster.takeDown()
        #expect(await listening.line(holding: "trying again")?.severity == 4)
        try await cluster.bringUp()
        #expect(await listening.line(holding: "connected again; it goes on where it was")?.severity == 5)
        try await produce("back", to: cluster)
        #expect(await listening.next(1).map(\.text) == ["back"])
        await listening.stop()
    }

    @Test func `a topic or a cluster that is not there is said at once`() async throws {
        let cluster = try await KafkaMockCluster()
        let missing = try Listening(.kafka("\(cluster.brokers)/no-such"))
        try await cluster.hide("no-such")
        await #expect { try await missing.start() } throws: { error in
            "\(error)".contains("there is no topic no-such on \(cluster.brokers); create it")
        }
        var options = BrokerOptions()
        options.connectTimeout = .seconds(2)
        let nobody = try Listening(.kafka("127.0.0.1:\(try freeLoopbackPort())/orders"), options: options)
        await #expect { try await nobody.start() } throws: { error in
            "\(error)".contains("Connection refused") && "\(error)".contains("does Kafka run there")
        }
        await nobody.stop()
    }

    @Test func `a login over TLS is made as callbacks make theirs`() async throws {
        let cluster = try await KafkaMockCluster()
        let certificate = try await TestCertificate(in: folder)
        let gateway = try await KafkaGateway(cluster, certificate: certificate, user: "shop", password: "right")
        func place(_ password: String) -> ObservedPlace {
            .kafka(
                KafkaTarget(
                    brokers: gateway.brokers,
                    topic: "orders",
                    username: "shop",
                    password: password,
                    usesTLS: true
                )
            )
        }
        var options = BrokerOptions()
        (options.caFile, options.connectTimeout) = (certificate.certificate, .seconds(5))
        let listening = try Listening(place("right"), options: options)
        try await listening.start()
        try await produce("secret", to: cluster)
        let message = try #require(await listening.next(1).first)
        guard case .kafka(let target, _, _) = message.place else { throw ProgramFailure("no Kafka") }
        #expect(target.username == "shop" && target.password == nil && target.usesTLS)
        await listening.stop()
        let refused = try Listening(place("wrong"), options: options)
        await #expect { try await refused.start() } throws: { "\($0)".lowercased().contains("authentication") }
    }
}
