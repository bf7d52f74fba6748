import Foundation
import Model
import TestSupport
import Testing

@testable import Callbacks

/// nginx with TLS and HTTP/2 on a port of this machine; its answers say how they were asked for.
private final class NginxReceiver {
    let port: Int
    let certificate: TestCertificate
    private let folder: TemporaryFolder
    private let program: HeldProgram

    init() async throws {
        (folder, certificate) = (try TemporaryFolder(), try await TestCertificate())
        // It cannot say which port the system gave it: one is tried below those, until one is free.
        for _ in 0..<20 {
            let port = Int.random(in: 20_000..<30_000)
            let file = folder.path("nginx.conf")
            try Self.configuration(port, folder, certificate).write(toFile: file, atomically: true, encoding: .utf8)
            // It returns when it listens, and lives on by itself; standard input ends with the test.
            let program = try HeldProgram(
                "sh",
                [
                    "-c", "nginx -c $0 -e $1/log 2>&1 && echo up || echo failed; cat >/dev/null; kill $(cat $1/pid)",
                    file, folder.url.path,
                ]
            )
            guard try await program.line({ ["up", "failed"].contains($0) ? $0 : nil }) == "up" else { continue }
            (self.port, self.program) = (port, program)
            return
        }
        let log = try? String(contentsOfFile: folder.path("log"), encoding: .utf8)
        throw ProgramFailure("nginx does not start; scripts/setup test installs it: \(log ?? "no log")")
    }

    deinit { program.end() }

    func url(_ path: String = "/") -> String { "https://127.0.0.1:\(port)\(path)" }

    private static func configuration(_ port: Int, _ folder: TemporaryFolder, _ certificate: TestCertificate) -> String
    {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder.path($0));" }
            .joined(separator: "\n")
        return """
            master_process off;
            pid \(folder.path("pid"));
            events {}
            http {
                access_log off;
                \(temporary)
                server {
                    listen 127.0.0.1:\(port) ssl http2;
                    ssl_certificate \(certificate.certificate);
                    ssl_certificate_key \(certificate.key);
                    location / {
                        add_header X-Protocol $server_protocol always;
                        add_header X-Asked "$request_method $request_uri $content_length" always;
                        add_header X-Proxy-Login "<$http_proxy_authorization>" always;
                        add_header X-Connection $connection always;
                        # Unlike an answer of its own, what is passed on waits for the whole content.
                        proxy_pass http://unix:\(folder.path("inner"));
                    }
                    location /busy { return 503; }
                }
                server {
                    listen unix:\(folder.path("inner"));
                    return 200 ok;
                }
            }
            """
    }
}

/// A proxy that opens tunnels and prints what it was asked for.
private final class TunnelProxy {
    let port: String
    let program: HeldProgram

    /// - Parameter login: `user:password` that it asks for; empty for none.
    init(login: String = "") async throws {
        program = try HeldProgram("python3", ["-c", Self.source, login])
        port = try await program.line { $0 }
    }

    var url: String { "http://127.0.0.1:\(port)" }

    private static let source = """
        import base64, os, socket, sys, threading

        login = "Proxy-Authorization: Basic " + base64.b64encode(sys.argv[1].encode()).decode()

        def pump(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
            except OSError:
                pass
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        def serve(client):
            head = b""
            while b"\\r\\n\\r\\n" not in head:
                head += client.recv(65536)
            line = head.split(b"\\r\\n")[0].decode()
            print(line, flush=True)
            if sys.argv[1] and login not in head.decode():
                client.sendall(b"HTTP/1.1 407 Login\\r\\nProxy-Authenticate: Basic realm=x\\r\\nContent-Length: 0\\r\\n\\r\\n")
                return client.close()
            host, port = line.split(" ")[1].rsplit(":", 1)
            target = socket.create_connection((host, int(port)))
            client.sendall(b"HTTP/1.1 200 Connection established\\r\\n\\r\\n")
            threading.Thread(target=pump, args=(client, target), daemon=True).start()
            pump(target, client)

        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        """
}

extension Delivery {
    fileprivate func field(_ name: String) -> String? {
        guard case .answered(_, let fields, _)? = attempts.last?.result else { return nil }
        return fields.first(named: name)
    }
}

@Suite struct HTTP2DeliveryTests {
    @Test func `callbacks go over HTTP2 where the target speaks it, several over one connection`() async throws {
        let nginx = try await NginxReceiver()
        let bench = DispatcherBench(configure: { $0.caFile = nginx.certificate.certificate })
        let first = await bench.deliver([Sample.job("first", url: nginx.url("/a?b=c"), body: "12345")]).first
        #expect(first?.state == .delivered, "\(String(describing: first?.attempts))")
        #expect(first?.field("X-Protocol") == "HTTP/2.0")
        #expect(first?.field("X-Asked") == "POST /a?b=c 5")
        let jobs = (0..<50).map { Sample.job("d\($0)", exchange: Int64($0 + 2), url: nginx.url("/\($0)")) }
        let deliveries = await bench.deliver(jobs)
        #expect(deliveries.count == 51 && deliveries.allSatisfy { $0.state == .delivered && $0.attempts.count == 1 })
        #expect(Set(deliveries.map { $0.field("X-Connection") }).count == 1)
        #expect(Set(deliveries.dropFirst().map { $0.field("X-Asked") }) == Set((0..<50).map { "POST /\($0) 2" }))
        await bench.dispatcher.shutdown()
    }

    @Test func `a failure over HTTP2 is tried again, and large content arrives whole`() async throws {
        let nginx = try await NginxReceiver()
        let bench = DispatcherBench(configure: { $0.caFile = nginx.certificate.certificate })
        let busy = Sample.job("busy", url: nginx.url("/busy"), retryCount: 2, retryDelay: .zero)
        let large = Sample.job("large", url: nginx.url("/large"), body: String(repeating: "x", count: 900_000))
        let deliveries = await bench.deliver([busy, large])
        #expect(deliveries.first?.attempts.map { $0.result.status } == [503, 503, 503])
        let whole = deliveries.last
        #expect(whole?.field("X-Asked") == "POST /large 900000", "\(String(describing: whole?.attempts))")
        await bench.dispatcher.shutdown()
    }

    @Test func `an HTTPS target is reached through a proxy's tunnel`() async throws {
        let (nginx, proxy) = (try await NginxReceiver(), try await TunnelProxy())
        let bench = DispatcherBench(configure: {
            ($0.caFile, $0.proxy) = (nginx.certificate.certificate, proxy.url)
        })
        let delivery = await bench.deliver([Sample.job(url: nginx.url("/through"), body: "123")]).first
        #expect(delivery?.state == .delivered, "\(String(describing: delivery?.attempts))")
        #expect(delivery?.field("X-Asked") == "POST /through 3")
        #expect(delivery?.field("X-Protocol") == "HTTP/2.0")
        #expect(try await proxy.program.line { $0 } == "CONNECT 127.0.0.1:\(nginx.port) HTTP/1.1")
        await bench.dispatcher.shutdown()
    }

    @Test func `a proxy gets the login of its URL, and the target does not`() async throws {
        let (nginx, proxy) = (try await NginxReceiver(), try await TunnelProxy(login: "ci:p@ss"))
        let bench = DispatcherBench(configure: {
            ($0.caFile, $0.proxy) = (nginx.certificate.certificate, "http://ci:p%40ss@127.0.0.1:\(proxy.port)")
        })
        let delivery = await bench.deliver([Sample.job(url: nginx.url("/through"), body: "123")]).first
        #expect(delivery?.field("X-Asked") == "POST /through 3", "\(String(describing: delivery?.attempts))")
        #expect(delivery?.field("X-Proxy-Login") == "<>")
        await bench.dispatcher.shutdown()
    }

    @Test func `a proxy that refuses the login is named, and the password is not`() async throws {
        let proxy = try await TunnelProxy(login: "ci:right")
        let bench = DispatcherBench(configure: { $0.proxy = "http://ci:wrong-one@127.0.0.1:\(proxy.port)" })
        let reason = await bench.results(Sample.job(url: "https://127.0.0.1:9/")).first?.reason ?? "delivered"
        #expect(reason.contains("407") && !reason.contains("wrong-one"), "\(reason)")
        await bench.dispatcher.shutdown()
    }

    @Test func `the certificate behind a tunnel is verified`() async throws {
        let (nginx, proxy) = (try await NginxReceiver(), try await TunnelProxy())
        let bench = DispatcherBench(configure: { $0.proxy = proxy.url })
        let reason = await bench.results(Sample.job(url: nginx.url())).first?.reason ?? "delivered"
        #expect(reason.contains("the certificate of https://127.0.0.1:\(nginx.port) is not trusted"), "\(reason)")
        await bench.dispatcher.shutdown()
    }

    @Test func `a proxy that opens no tunnel is told from a target that resets`() async throws {
        let proxy = try CallbackReceiver { _, _ in .status(403) }
        let bench = DispatcherBench(configure: { $0.proxy = proxy.url() })
        let reason = await bench.results(Sample.job(url: "https://shop.test/hook")).first?.reason ?? "delivered"
        #expect(reason.contains("the proxy answered 403 instead of opening a tunnel to https://shop.test"), "\(reason)")
        #expect(proxy.received.map(\.method) == ["CONNECT"])
        await bench.dispatcher.shutdown()
    }
}
