import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import Callbacks

/// What goes over the wire, and what is made of what comes back.
@Suite struct HTTPDeliveryTests {
    @Test func `the request holds what the job says and nothing more than Host, Content-Length and User-Agent`()
        async throws
    {
        let receiver = try CallbackReceiver()
        var fields: FieldSection = [("x-lower", "1"), ("X-Upper", "two  words"), ("X-Empty", ""), ("x-lower", "again")]
        fields.append("X-Latin", bytes: [0xE9, 0xFF])
        let body = #"{"a": 1.0,  "b":"\u00e9"}"# + "\n"
        _ = await DispatcherBench().results(Sample.job(url: receiver.url("/a/../b?q=%20x"), fields: fields, body: body))
        let request = try #require(receiver.received.first)
        #expect(request.target == "/a/../b?q=%20x")
        #expect(request.text == body)
        let names = request.fields.map(\.name)
        #expect(
            names.filter { !["Host", "Content-Length", "User-Agent"].contains($0) }
                == ["x-lower", "X-Upper", "X-Empty", "x-lower", "X-Latin"]
        )
        #expect(names.count == 8)
        #expect(request.fields.all(named: "X-Upper") == ["two  words"])
        #expect(request.fields.first { $0.name == "X-Latin" }.map { Array($0.valueBytes) } == [0xE9, 0xFF])
        #expect(request.fields.first("User-Agent") == "understudy/9")
        #expect(request.fields.first("Host") == "127.0.0.1:\(receiver.port)")
    }

    @Test(
        arguments: [
            ("POST", "", "0"), ("PUT", "x", "1"), ("PATCH", "xy", "2"), ("DELETE", "", nil), ("DELETE", "x", "1"),
            ("GET", "", nil), ("GET", "x", "1"), ("PURGE", "", "0"), ("HEAD", "", nil), ("OPTIONS", "", nil),
        ] as [(String, String, String?)]
    )
    func `any method with or without a body`(_ method: String, _ body: String, _ length: String?) async throws {
        let receiver = try CallbackReceiver()
        let results = await DispatcherBench().results(Sample.job(method: method, url: receiver.url(), body: body))
        #expect(results.first?.status == 200)
        let request = try #require(receiver.received.first)
        #expect(request.method == method)
        #expect(request.text == body)
        #expect(request.fields.first("Content-Length") == length)
    }

    @Test func `a large body of every byte arrives as it is, without waiting for 100 Continue`() async throws {
        let receiver = try CallbackReceiver()
        var job = Sample.job(url: receiver.url())
        job.body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(await DispatcherBench().results(job).first?.status == 200)
        #expect(receiver.received.first?.body == job.body)
        #expect(receiver.received.first?.fields.contains("Expect") == false)
    }

    @Test func `a Host field of the job's own is sent`() async throws {
        let receiver = try CallbackReceiver()
        _ = await DispatcherBench().results(Sample.job(url: receiver.url(), fields: [("Host", "shop.test")]))
        #expect(receiver.received.first?.fields.all(named: "Host") == ["shop.test"])
    }

    @Test func `the environment's proxy is used, but not for loopback addresses`() async throws {
        let receiver = try CallbackReceiver()
        let proxy = try CallbackReceiver()
        let bench = DispatcherBench(environment: { $0 == "http_proxy" ? proxy.url() : nil })
        let local = Sample.job("local", url: receiver.url("/local"))
        let remote = Sample.job("remote", url: "http://shop.test:8080/hook?a=1")
        let deliveries = await bench.deliver([local, remote])
        #expect(deliveries.map(\.state) == [.delivered, .delivered])
        #expect(receiver.received.map(\.target) == ["/local"])
        #expect(proxy.received.map(\.target) == ["http://shop.test:8080/hook?a=1"])
    }

    @Test func `a configured proxy takes everything`() async throws {
        let proxy = try CallbackReceiver()
        let bench = DispatcherBench(configure: { $0.proxy = proxy.url() })
        #expect(await bench.results(Sample.job(url: "http://127.0.0.1:9/x")).first?.status == 200)
        #expect(proxy.received.map(\.target) == ["http://127.0.0.1:9/x"])
    }

    @Test func `a SOCKS proxy takes everything, and looks the host up itself`() async throws {
        let asked = Mutex("")
        // RFC 1928: greeting, request for a name, then whatever the target says.
        let proxy = LoopbackServer { connection, _ in
            let methods = connection.read(count: 2).utf8.last ?? 0
            _ = connection.read(count: Int(methods))
            connection.send([5, 0])
            asked.withLock { $0 = connection.read(count: 5 + "shop.test".utf8.count + 2) }
            connection.send([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
            if connection.readMessage().hasPrefix("POST /hook HTTP/1.1\r\nHost: shop.test") {
                connection.send("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
            }
            _ = connection.readToEnd()
        }
        let bench = DispatcherBench(configure: { $0.proxy = "socks5h://127.0.0.1:\(proxy.port)" })
        #expect(await bench.results(Sample.job(url: "http://shop.test/hook")).first?.status == 202)
        #expect(asked.withLock { $0 } == "\u{5}\u{1}\u{0}\u{3}\u{9}shop.test\u{0}\u{50}")
        await bench.dispatcher.shutdown()
    }

    @Test func `redirects are followed where that is asked for, up to the limit`() async throws {
        let other = try CallbackReceiver()
        let receiver = try CallbackReceiver { request, _ in
            request.target == "/loop"
                ? .status(307, fields: [("Location", "/loop")])
                : .status(request.target == "/see" ? 303 : 307, fields: [("Location", other.url("/there"))])
        }
        let bench = DispatcherBench(configure: {
            $0.followsRedirects = true
            $0.redirectLimit = 3
        })
        _ = await bench.deliver([Sample.job("a", url: receiver.url("/")), Sample.job("b", url: receiver.url("/see"))])
        #expect(other.received.map(\.method) == ["POST", "GET"])
        #expect(other.received.map(\.text) == ["{}", ""])
        let looping = await bench.deliver([Sample.job("c", url: receiver.url("/loop"))]).last
        #expect(looping?.attempts.first?.result.reason?.contains("led to more than 3 redirects") == true)
        #expect(receiver.received.filter { $0.target == "/loop" }.count == 4)
    }

    @Test func `an answer that does not end is cut off and counts with its status`() async throws {
        let receiver = try CallbackReceiver { _, _ in
            .status(201, body: String(repeating: "x", count: 200_000))
        }
        let bench = DispatcherBench(configure: {
            $0.answerBytesRead = 100_000
            $0.answerBytesKept = 10
        })
        let delivery = await bench.deliver([Sample.job(url: receiver.url())]).first
        #expect(delivery?.state == .delivered)
        #expect(delivery?.attempts.first?.result.status == 201)
    }

    @Test func `slow content takes its time and arrives whole`() async throws {
        let receiver = try CallbackReceiver()
        var job = Sample.job(url: receiver.url(), body: "0123456789", timeout: .milliseconds(200))
        job.faults.slowness = .milliseconds(300)
        let bench = DispatcherBench()
        let delivery = await bench.deliver([job]).first
        await bench.dispatcher.shutdown()
        #expect(delivery?.state == .delivered)
        #expect(receiver.received.first?.text == "0123456789")
        let duration = try #require(delivery?.attempts.first?.duration)
        #expect(duration >= .milliseconds(290), "\(duration)")
    }

    @Test func `a connection is used again`() async throws {
        let receiver = try CallbackReceiver()
        let bench = DispatcherBench()
        _ = await bench.deliver((0..<20).map { Sample.job("d\($0)", url: receiver.url()) })
        #expect(receiver.received.count == 20)
        #expect(receiver.connectionCount == 1)
    }

    @Test func `a redirect is the answer and is not followed`() async throws {
        let other = try CallbackReceiver()
        let receiver = try CallbackReceiver { _, _ in .status(307, fields: [("Location", other.url())]) }
        let deliveries = await DispatcherBench().deliver([Sample.job(url: receiver.url())])
        #expect(deliveries.first?.state == .delivered)
        #expect(deliveries.first?.attempts.first?.result.status == 307)
        #expect(other.connectionCount == 0)
    }

    @Test func `the answer is kept, its content up to 64 KiB`() async throws {
        let receiver = try CallbackReceiver { _, _ in
            .status(202, fields: [("X-One", "1")], body: String(repeating: "x", count: 200_000))
        }
        guard
            case .answered(202, let fields, let body)? = await DispatcherBench()
                .results(Sample.job(url: receiver.url())).first
        else {
            Issue.record("no answer")
            return
        }
        #expect(fields.map(\.name) == ["X-One", "Content-Length"])
        #expect(body == Array(repeating: UInt8(ascii: "x"), count: 65_536))
    }

    @Test func `an attempt ends at its timeout`() async throws {
        let receiver = try CallbackReceiver { _, _ in .stall }
        let results = await DispatcherBench().results(Sample.job(url: receiver.url(), timeout: .milliseconds(60)))
        let reason = "http://127.0.0.1:\(receiver.port) did not answer within the timeout of 60.0 ms"
        #expect(results.map(\.reason) == [reason])
    }

    @Test func `a refused connection is called that`() async throws {
        let receiver = try CallbackReceiver()
        let url = receiver.url()
        // A connection that is refused proves that the port is closed: accept has returned.
        receiver.stop()
        var results = await DispatcherBench().results(Sample.job(url: url))
        for _ in 0..<100 where results.first?.reason?.contains("refused") != true {
            results = await DispatcherBench().results(Sample.job(url: url))
        }
        #expect(
            results.first?.reason
                == "http://127.0.0.1:\(receiver.port) refused the connection; does the receiver run there?"
        )
    }

    @Test(arguments: [
        (CallbackReceiver.Reply.reset, "reset the connection before it answered"),
        (.close, "closed the connection without an answer"),
        (.raw(Array("SMTP hello there\r\n\r\n".utf8)), "answered something that is not HTTP"),
        (.raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".utf8)), "did not answer within"),
    ])
    func `a broken answer is called what it is`(_ reply: CallbackReceiver.Reply, _ expected: String) async throws {
        let receiver = try CallbackReceiver { _, _ in reply }
        let results = await DispatcherBench().results(Sample.job(url: receiver.url(), timeout: .milliseconds(300)))
        let reason = try #require(results.first?.reason)
        #expect(reason.contains(expected), "\(reason)")
        #expect(reason.contains("127.0.0.1:\(receiver.port)"))
    }

    @Test func `a host that does not resolve is named`() async throws {
        // A label of more than 63 characters is refused by the resolver itself, without asking a server.
        let host = String(repeating: "a", count: 64) + ".test"
        let reason = await DispatcherBench().results(Sample.job(url: "http://\(host)/")).first?.reason ?? ""
        #expect(reason.contains("http://\(host) does not resolve"), "\(reason)")
    }
}
