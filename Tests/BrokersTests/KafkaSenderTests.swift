import Brokers
import Foundation
import Model
import Synchronization
import TestSupport
import Testing

/// Against librdkafka's mock cluster as a process of its own, read back by kcat.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct KafkaSenderTests {
    @Test func `a record arrives with its key, headers and value`() async throws {
        let cluster = try await KafkaMockCluster()
        let sender = KafkaSender()
        let headers: FieldSection = [("event-type", "order.created"), ("empty", ""), ("event-type", "again")]
        let record = KafkaRecord(key: Array("c-7".utf8), value: Array(#"{"total": 1.50}"#.utf8), headers: headers)
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        #expect(await sender.result(record, to: target).isSuccess)
        let read = try #require(try await cluster.records().first)
        #expect(read["key"] == "c-7")
        #expect(read["payload"] == #"{"total": 1.50}"#)
        #expect(read["headers"] == ["event-type", "order.created", "empty", "", "event-type", "again"])
        await sender.closed()
    }

    @Test func `an empty key is none, and no value is not an empty one`() async throws {
        let cluster = try await KafkaMockCluster()
        let sender = KafkaSender()
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        #expect(await sender.result(KafkaRecord(key: [], value: nil), to: target).isSuccess)
        #expect(await sender.result(KafkaRecord(key: [0, 255], value: []), to: target).isSuccess)
        let records = try await cluster.records()
        #expect(records.map { $0["key"] }.first == .some(.null))
        #expect(records.map { $0["payload"] } == [.null, ""])
        await sender.closed()
    }

    @Test func `five hundred records at once arrive, each once and in order`() async throws {
        let cluster = try await KafkaMockCluster()
        let sender = KafkaSender()
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        let left = Mutex(500)
        let failures = Mutex(0)
        await withCheckedContinuation { continuation in
            for number in 0..<500 {
                sender.send(KafkaRecord("\(number)"), to: target, timeout: .seconds(30)) { result in
                    if !result.isSuccess { failures.withLock { $0 += 1 } }
                    let isLast = left.withLock { left in
                        left -= 1
                        return left == 0
                    }
                    if isLast { continuation.resume() }
                }
            }
        }
        #expect(failures.withLock { $0 } == 0)
        #expect(try await cluster.records().map { $0["payload"] } == (0..<500).map { .string("\($0)") })
        await sender.closed()
    }

    @Test func `a broker that goes down fails a record in time, and takes the next when it is up again`() async throws {
        let cluster = try await KafkaMockCluster()
        let sender = KafkaSender()
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        #expect(await sender.result(KafkaRecord("before"), to: target).isSuccess)
        try await cluster.takeDown()
        let clock = ContinuousClock()
        let start = clock.now
        let failed = await sender.result(KafkaRecord("lost"), to: target, timeout: .seconds(3))
        #expect(clock.now - start < .seconds(4))
        #expect(failed.error?.mayRetry == true)
        #expect(failed.reason.contains("topic orders on \(cluster.brokers)"), "\(failed.reason)")
        #expect(failed.reason.contains("refused"), "\(failed.reason)")
        try await cluster.bringUp()
        #expect(await sender.result(KafkaRecord("after"), to: target).isSuccess)
        #expect(try await cluster.records().map { $0["payload"] } == ["before", "after"])
        await sender.closed()
    }

    @Test func `a record waits out a broker that is down for less than its timeout`() async throws {
        let cluster = try await KafkaMockCluster()
        let sender = KafkaSender()
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        try await cluster.takeDown()
        async let result = sender.result(KafkaRecord("late"), to: target)
        try await cluster.bringUp()
        #expect(await result.isSuccess)
        await sender.closed()
    }

    @Test func `a broker that does not exist fails within the timeout and says why`() async throws {
        let sender = KafkaSender()
        let target = KafkaTarget(brokers: "127.0.0.1:\(try freeLoopbackPort())", topic: "orders")
        let clock = ContinuousClock()
        let start = clock.now
        let result = await sender.result(KafkaRecord("x"), to: target, timeout: .seconds(2))
        #expect(clock.now - start < .seconds(3))
        #expect(result.reason.contains("2000.0 ms"), "\(result.reason)")
        #expect(result.reason.contains("Connection refused"), "\(result.reason)")
        await sender.closed()
    }

    @Test func `a broker that answers late fails a record in time`() async throws {
        let cluster = try await KafkaMockCluster()
        let sender = KafkaSender()
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        #expect(await sender.result(KafkaRecord("before"), to: target, timeout: .seconds(3)).isSuccess)
        try await cluster.slowDown(milliseconds: 60_000)
        let clock = ContinuousClock()
        let start = clock.now
        let late = await sender.result(KafkaRecord("late"), to: target, timeout: .seconds(3))
        #expect(clock.now - start < .seconds(4))
        #expect(late.reason.contains("did not confirm within the timeout of 3000.0 ms"), "\(late.reason)")
        await sender.closed()
    }

    @Test func `a topic that does not exist is said`() async throws {
        let cluster = try await KafkaMockCluster()
        let sender = KafkaSender()
        try await cluster.hide()
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        let result = await sender.result(KafkaRecord("x"), to: target, timeout: .seconds(4))
        #expect(result.reason.contains("there is no topic orders on \(cluster.brokers)"), "\(result.reason)")
        #expect(result.error?.mayRetry == true)
        await sender.closed()
    }

    @Test(arguments: [(10, false), (29, false), (17, false), (2, true)])
    func `a refusal says whether sending again makes sense`(_ code: Int, _ mayRetry: Bool) async throws {
        let cluster = try await KafkaMockCluster()
        let sender = KafkaSender()
        try await cluster.failProducing(code)
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        let result = await sender.result(KafkaRecord("x"), to: target)
        #expect(result.error?.mayRetry == mayRetry, "\(result.reason)")
        await sender.closed()
    }

    @Test func `a passing error of the broker is nobody's business`() async throws {
        let cluster = try await KafkaMockCluster()
        let sender = KafkaSender()
        // NOT_ENOUGH_REPLICAS
        try await cluster.failProducing(19, count: 2)
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        #expect(await sender.result(KafkaRecord("x"), to: target).isSuccess)
        #expect(try await cluster.records().count == 1)
        await sender.closed()
    }

    @Test func `after an error that a producer does not survive another takes its place, and the log tells`()
        async throws
    {
        let cluster = try await KafkaMockCluster()
        let lines = Mutex<[BrokerLogLine]>([])
        var options = BrokerOptions()
        options.log = { line in lines.withLock { $0.append(line) } }
        let sender = KafkaSender(options)
        // OUT_OF_ORDER_SEQUENCE_NUMBER on the first batch: the sequence cannot be trusted any more.
        try await cluster.failProducing(45)
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        let broken = await sender.result(KafkaRecord("broken"), to: target)
        #expect(broken.error?.mayRetry == true, "\(broken.reason)")
        #expect(await sender.result(KafkaRecord("fine"), to: target).isSuccess)
        await sender.closed()
        #expect(lines.withLock { $0.contains { $0.severity < 3 && $0.text.contains("Fatal error") } })
    }

    @Test func `what names no topic or no broker is refused`() async throws {
        let sender = KafkaSender()
        for target in [KafkaTarget(brokers: "127.0.0.1:1", topic: ""), KafkaTarget(brokers: "", topic: "orders")] {
            let result = await sender.result(KafkaRecord("x"), to: target)
            #expect(result.error?.mayRetry == false, "\(result.reason)")
        }
        await sender.closed()
    }

    @Test func `closing breaks off what is under way and leaves no connection`() async throws {
        let hangsUp = AsyncStream<Void>.makeStream()
        let silent = LoopbackServer { connection, _ in
            _ = connection.readToEnd()
            hangsUp.continuation.yield()
        }
        let sender = KafkaSender()
        let target = KafkaTarget(brokers: "127.0.0.1:\(silent.port)", topic: "orders")
        async let result = sender.result(KafkaRecord("x"), to: target, timeout: .seconds(60))
        while silent.connectionCount == 0 { await Task.yield() }
        await sender.closed()
        #expect(await result.reason.contains("broken off"))
        var hungUp = hangsUp.stream.makeAsyncIterator()
        await hungUp.next()
        #expect(await sender.result(KafkaRecord("x"), to: target).reason.contains("closed"))
    }
}

/// TLS and SASL, by a gateway in front of the mock cluster.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct KafkaSecurityTests {
    @Test func `a record arrives over TLS with a login`() async throws {
        let (cluster, certificate) = (try await KafkaMockCluster(), try await TestCertificate())
        let gateway = try await KafkaGateway(cluster, certificate: certificate, user: "shop", password: "p w")
        let sender = KafkaSender(BrokerOptions(caFile: certificate.certificate))
        let target = KafkaTarget(
            brokers: gateway.brokers,
            topic: "orders",
            username: "shop",
            password: "p w",
            usesTLS: true
        )
        let result = await sender.result(KafkaRecord("secret", key: "k"), to: target)
        #expect(result.isSuccess, "\(result.reason)")
        #expect(try await cluster.records().map { $0["payload"] } == ["secret"])
        await sender.closed()
    }

    @Test func `a login without TLS works too`() async throws {
        let cluster = try await KafkaMockCluster()
        let gateway = try await KafkaGateway(cluster, user: "shop", password: "pw")
        let sender = KafkaSender()
        let target = KafkaTarget(brokers: gateway.brokers, topic: "orders", username: "shop", password: "pw")
        #expect(await sender.result(KafkaRecord("x"), to: target).isSuccess)
        await sender.closed()
    }

    @Test(arguments: [KafkaTarget.Mechanism.scramSHA256, .scramSHA512])
    func `a challenge lets the right password in and no other`(_ mechanism: KafkaTarget.Mechanism) async throws {
        let cluster = try await KafkaMockCluster()
        let gateway = try await KafkaGateway(cluster, user: "shop", password: "p w")
        let sender = KafkaSender()
        var target = KafkaTarget(brokers: gateway.brokers, topic: "orders", username: "shop", password: "p w")
        target.mechanism = mechanism
        let result = await sender.result(KafkaRecord("x"), to: target)
        #expect(result.isSuccess, "\(result.reason)")
        target.password = "mistaken"
        let refused = await sender.result(KafkaRecord("x"), to: target, timeout: .seconds(60))
        #expect(refused.error?.mayRetry == false)
        #expect(!refused.reason.contains("mistaken"))
        #expect(try await cluster.records().count == 1)
        await sender.closed()
    }

    @Test func `a target trusts the roots of its own file`() async throws {
        let (cluster, certificate) = (try await KafkaMockCluster(), try await TestCertificate())
        let gateway = try await KafkaGateway(cluster, certificate: certificate)
        let sender = KafkaSender()
        var target = KafkaTarget(brokers: gateway.brokers, topic: "orders", usesTLS: true)
        target.caFile = certificate.certificate
        let result = await sender.result(KafkaRecord("x"), to: target)
        #expect(result.isSuccess, "\(result.reason)")
        target.caFile = "/nonexistent/roots.pem"
        let lost = await sender.result(KafkaRecord("x"), to: target)
        #expect(lost.error?.mayRetry == false)
        #expect(lost.reason.contains("/nonexistent/roots.pem cannot be read; check kafkaCA"), "\(lost.reason)")
        await sender.closed()
    }

    @Test func `the roots of all targets are trusted besides a target's own`() async throws {
        let (cluster, certificate, other) = (
            try await KafkaMockCluster(), try await TestCertificate(), try await TestCertificate()
        )
        let gateway = try await KafkaGateway(cluster, certificate: certificate)
        for (common, own) in [(certificate, other), (other, certificate)] {
            let sender = KafkaSender(BrokerOptions(caFile: common.certificate))
            var target = KafkaTarget(brokers: gateway.brokers, topic: "orders", usesTLS: true)
            target.caFile = own.certificate
            let result = await sender.result(KafkaRecord("x"), to: target)
            #expect(result.isSuccess, "\(result.reason)")
            await sender.closed()
        }
        #expect(try await cluster.records().count == 2)
    }

    @Test func `a record goes to the partition that it names`() async throws {
        let cluster = try await KafkaMockCluster(topics: ["orders:4"])
        let sender = KafkaSender()
        for partition in [3, 1, 3] as [Int32] {
            var record = KafkaRecord("x", key: "same")
            record.partition = partition
            #expect(await sender.result(record, to: KafkaTarget(brokers: cluster.brokers, topic: "orders")).isSuccess)
        }
        let partitions = try await cluster.records().compactMap { $0["partition"]?.number?.int64 }
        #expect(partitions.sorted() == [1, 3, 3])
        var record = KafkaRecord("x")
        record.partition = 4
        let target = KafkaTarget(brokers: cluster.brokers, topic: "orders")
        let lost = await sender.result(record, to: target, timeout: .seconds(4))
        #expect(lost.reason.contains("there is no partition 4 of topic orders on \(cluster.brokers)"), "\(lost.reason)")
        #expect(lost.reason.contains("check kafkaPartition"))
        await sender.closed()
    }

    @Test func `a wrong password is said at once, and not shown`() async throws {
        let cluster = try await KafkaMockCluster()
        let gateway = try await KafkaGateway(cluster, user: "shop", password: "right")
        let sender = KafkaSender()
        let target = KafkaTarget(brokers: gateway.brokers, topic: "orders", username: "shop", password: "mistaken")
        let clock = ContinuousClock()
        let start = clock.now
        let result = await sender.result(KafkaRecord("x"), to: target, timeout: .seconds(60))
        #expect(clock.now - start < .seconds(20))
        #expect(result.error?.mayRetry == false)
        #expect(result.reason.contains("wrong user or password"), "\(result.reason)")
        #expect(result.reason.contains("\"shop\""))
        #expect(!result.reason.contains("mistaken"))
        await sender.closed()
    }

    @Test func `a certificate that nobody vouches for is refused`() async throws {
        let (cluster, certificate) = (try await KafkaMockCluster(), try await TestCertificate())
        let gateway = try await KafkaGateway(cluster, certificate: certificate)
        let sender = KafkaSender()
        let target = KafkaTarget(brokers: gateway.brokers, topic: "orders", usesTLS: true)
        let result = await sender.result(KafkaRecord("x"), to: target, timeout: .seconds(3))
        #expect(result.reason.contains("certificate verify failed"), "\(result.reason)")
        #expect(try await cluster.records().isEmpty)
        await sender.closed()
    }

    @Test func `TLS below 1.2 is refused though its certificate is trusted`() async throws {
        let certificate = try await TestCertificate()
        let server = """
            openssl s_server -accept 127.0.0.1:0 -cert "$0" -key "$1" -tls1_1 -cipher ALL:@SECLEVEL=0 -www </dev/null &
            cat >/dev/null
            kill -KILL $!
            """
        let old = try HeldProgram("bash", ["-c", server, certificate.certificate, certificate.key])
        let port = try await old.line { line in
            line.hasPrefix("ACCEPT ") ? line.split(separator: ":").last.map(String.init) : nil
        }
        let sender = KafkaSender(BrokerOptions(caFile: certificate.certificate))
        let target = KafkaTarget(brokers: "127.0.0.1:\(port)", topic: "orders", usesTLS: true)
        let result = await sender.result(KafkaRecord("x"), to: target, timeout: .seconds(2))
        #expect(
            result.reason.contains("handshake failure") || result.reason.contains("handshake failed"),
            "\(result.reason)"
        )
        await sender.closed()
    }

    @Test func `a file of roots that is missing is named`() async throws {
        let sender = KafkaSender(BrokerOptions(caFile: "/nonexistent/roots.pem"))
        let target = KafkaTarget(brokers: "127.0.0.1:1", topic: "orders", usesTLS: true)
        let result = await sender.result(KafkaRecord("x"), to: target)
        #expect(result.reason.contains("/nonexistent/roots.pem"))
        #expect(result.error?.mayRetry == false)
    }
}
