import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import Callbacks

/// What targets do to us, and that nothing is lost by it.
@Suite struct SurvivalTests {
    @Test func `a reset after the request was sent is tried again under the same id`() async throws {
        let receiver = try CallbackReceiver { _, index in index == 0 ? .reset : .status(200) }
        let bench = DispatcherBench()
        let job = Sample.job(url: receiver.url(), retryCount: 1, retryDelay: .milliseconds(1))
        let delivery = await bench.deliver([job]).first
        await bench.dispatcher.shutdown()
        #expect(delivery?.state == .delivered)
        #expect(delivery?.attempts.first?.result.reason?.contains("reset the connection") == true)
        #expect(receiver.received.count == 2)
    }

    @Test func `a kept connection that breaks costs an attempt that is told, and no retry`() async throws {
        let receiver = try CallbackReceiver { _, index in index == 1 ? .close : .status(200) }
        let bench = DispatcherBench()
        let first = await bench.deliver([Sample.job("a", url: receiver.url())])
        #expect(first.map(\.state) == [.delivered])
        let delivery = await bench.deliver([Sample.job("b", url: receiver.url(), retryCount: 0)]).last
        await bench.dispatcher.shutdown()
        #expect(delivery?.state == .delivered)
        #expect(
            delivery?.attempts.first?.result.reason
                == "the kept connection to http://127.0.0.1:\(receiver.port) broke before anything of an answer came"
        )
        #expect(delivery?.attempts.map(\.isSuccess) == [false, true])
        let connections = receiver.received.map(\.connection)
        #expect(connections.count == 3 && connections[0] == connections[1] && connections[1] != connections[2])
        #expect(bench.lines.messages.filter { $0.contains("attempt failed") }.count == 1)
    }

    @Test func `a request that breaks every connection is sent anew once, then by its retries`() async throws {
        let receiver = try CallbackReceiver { _, index in index == 0 ? .status(200) : .reset }
        let bench = DispatcherBench()
        _ = await bench.deliver([Sample.job("a", url: receiver.url())])
        let job = Sample.job("b", url: receiver.url(), retryCount: 2, retryDelay: .milliseconds(1))
        let delivery = await bench.deliver([job]).last
        await bench.dispatcher.shutdown()
        #expect(delivery?.state == .failed)
        let reasons = delivery?.attempts.map { $0.result.reason ?? "" } ?? []
        #expect(reasons.map { $0.contains("kept connection") } == [true, false, false, false], "\(reasons)")
        #expect(receiver.received.count == 5)
    }

    @Test func `a target that never answers costs its timeout and its retries, then is a dead letter`() async throws {
        let receiver = try CallbackReceiver { _, _ in .stall }
        let job = Sample.job(
            url: receiver.url(),
            timeout: .milliseconds(50),
            retryCount: 2,
            retryDelay: .milliseconds(1)
        )
        let bench = DispatcherBench()
        let delivery = await bench.deliver([job]).first
        await bench.dispatcher.shutdown()
        #expect(delivery?.state.isDead == true)
        #expect(delivery?.attempts.count == 3)
        #expect(delivery?.attempts.allSatisfy { $0.duration >= .milliseconds(49) } == true)
    }

    @Test func `a target that is down at the start gets its callbacks once it is there`() async throws {
        // Below the ports that the system gives out, so that no other test gets it meanwhile.
        let port = Int.random(in: 20_000..<30_000)
        let bench = DispatcherBench()
        var attempts = bench.journal.attempts.makeAsyncIterator()
        let jobs = (0..<20)
            .map { number in
                Sample.job(
                    "d\(number)",
                    exchange: Int64(number),
                    url: "http://127.0.0.1:\(port)/",
                    retryCount: 100_000,
                    retryDelay: .milliseconds(20)
                )
            }
        bench.dispatcher.submit(jobs)
        #expect(await attempts.next()?.isSuccess == false)
        let receiver = try LateReceiver(port: port)
        #expect(await bench.dispatcher.drain(within: .seconds(30)).isComplete)
        #expect(bench.journal.memory.counts[.delivered] == 20)
        receiver.stop()
        await bench.dispatcher.shutdown()
    }

    @Test func `a thousand callbacks to a target that fails at random all arrive`() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        let random = Mutex(SeededRandom(seed: seed))
        let receiver = try CallbackReceiver { _, _ in
            switch random.withLock({ $0.next() % 10 }) {
            case 0: .reset
            case 1: .close
            case 2: .status(500)
            case 3: .status(429, fields: [("Retry-After", "0")])
            default: .status(200)
            }
        }
        let bench = DispatcherBench()
        let jobs = (0..<1_000)
            .map { number in
                var job = Sample.job(
                    "d\(number)",
                    exchange: Int64(number),
                    url: receiver.url(),
                    body: "\(number)",
                    retryCount: 100,
                    retryDelay: .milliseconds(1)
                )
                job.failure.honoursRetryAfter = true
                return job
            }
        let deliveries = await bench.deliver(jobs)
        let undelivered = deliveries.filter { $0.state != .delivered }
            .map { "\($0.job.id) is \($0.state): \($0.attempts.suffix(3))" }
        #expect(undelivered == [], "seed \(seed)")
        #expect(deliveries.count == 1_000, "seed \(seed)")
        let received = receiver.received.map(\.text)
        #expect(Set(received).count == 1_000, "seed \(seed)")
        let attempts = deliveries.reduce(0) { $0 + $1.attempts.count }
        #expect(received.count == attempts, "seed \(seed)")
        print(
            "1,000 callbacks at random failures, seed \(seed): \(attempts) attempts, \(received.count) requests received"
        )
    }
}

/// A receiver on a port that somebody else had, that answers 200: Python's standard server.
private final class LateReceiver {
    private let process: HeldProgram

    init(port: Int) throws { process = try HeldProgram("python3", ["-c", Self.program, "\(port)"]) }

    func stop() { process.end() }

    private static let program = """
        import http.server, os, sys, threading
        class Receiver(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
            def log_message(self, *words):
                pass
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
        """
}
