import Model
import Synchronization
import TestSupport
import Testing

@testable import Proxy

@Suite(.serialized, .timeLimit(.minutes(1)))
struct ProxyServerTests {
    private func server(_ listeners: [Listener], _ observer: any ExchangeObserver = NoObserver()) -> ProxyServer {
        var configuration = ProxyConfiguration(listeners: listeners)
        configuration.eventLoops = 1
        return ProxyServer(configuration: configuration, certificateAuthority: nil, observer: observer)
    }

    @Test func aPortInUseIsExplained() async throws {
        let other = LoopbackServer { _, _ in }
        defer { other.stop() }
        let policy = ForwardPolicy()
        let first = Listener(name: "a", host: "127.0.0.1", port: 0, policy: policy)
        let taken = Listener(name: "b", host: "127.0.0.1", port: other.port, policy: policy)
        let error = await #expect(throws: ListenerError.self) { try await server([first, taken]).start() }
        #expect(error?.description.contains("127.0.0.1, port \(other.port) is in use") == true)
        #expect(error?.description.contains("another port") == true)
    }

    @Test func namesWhatItListensOn() async throws {
        // An address that nobody else uses, so that nobody listens there once the port is free.
        let server = server([
            Listener(name: "one", host: "127.0.0.77", port: 0, policy: ForwardPolicy()),
            Listener(name: "two", host: "localhost", port: 0, policy: ForwardPolicy()),
        ])
        let bound = try await server.start()
        #expect(LoopbackConnection(port: bound[0].port, host: 77) != nil)
        #expect(bound.map(\.name) == ["one", "two"])
        #expect(bound[0].url == "http://127.0.0.77:\(bound[0].port)")
        await server.shutdown(drain: .seconds(5))
        #expect(LoopbackConnection(port: bound[0].port, host: 77) == nil)
    }

    @Test func drainingLetsAnExchangeEnd() async throws {
        let answers = Mutex<(@Sendable (Answer, (@Sendable (Bool) -> Void)?) -> Void)?>(nil)
        let collector = ExchangeCollector()
        let policy = ClosurePolicy { _ in .respondLater { answer in answers.withLock { $0 = answer } } }
        let server = server([Listener(name: "a", host: "127.0.0.1", port: 0, policy: policy)], collector)
        let port = try await server.start()[0].port
        let idle = try #require(LoopbackConnection(port: port))
        let client = try #require(LoopbackConnection(port: port))
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        while answers.withLock({ $0 == nil }) { await Task.yield() }
        async let stopped: Void = server.shutdown(drain: .seconds(20))
        #expect(idle.readToEnd().isEmpty)
        answers.withLock { $0 }?(.text(200, "done"), nil)
        let response = client.readToEnd()
        #expect(response.contains("Connection: close\r\n") && response.hasSuffix("done"))
        await stopped
        #expect(collector.next()?.response != nil)
    }

    @Test func anAnswerThatWasNotDueIsNotSent() async throws {
        let (collector, log) = (ExchangeCollector(), SentLog())
        let isAsked = Mutex(false)
        let policy = ClosurePolicy { _ in
            isAsked.withLock { $0 = true }
            let answer = Answer(status: 200, delay: .seconds(3_600))
            return .respond(answer, whenSent: { log.note($0) })
        }
        let server = server([Listener(name: "a", host: "127.0.0.1", port: 0, policy: policy)], collector)
        let port = try await server.start()[0].port
        let client = try #require(LoopbackConnection(port: port))
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        while !isAsked.withLock({ $0 }) { await Task.yield() }
        await server.shutdown(drain: .zero)
        #expect(client.readToEnd().hasPrefix("HTTP/1.1 503 "))
        #expect(log.all == [false])
        #expect(collector.next()?.failure?.source == .ours)
    }

    @Test func whatDoesNotEndIsAFailureOfOurs() async throws {
        let collector = ExchangeCollector()
        let upstream = LoopbackServer { connection, _ in _ = connection.readToEnd() }
        defer { upstream.stop() }
        let server = server(
            [Listener(name: "a", host: "127.0.0.1", port: 0, policy: reverse(to: upstream.port))],
            collector
        )
        let port = try await server.start()[0].port
        let client = try #require(LoopbackConnection(port: port))
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        while upstream.connectionCount == 0 { await Task.yield() }
        await server.shutdown(drain: .zero)
        #expect(collector.next()?.failure?.source == .ours)
        #expect(client.readToEnd().hasPrefix("HTTP/1.1 503 "))
    }
}
