import Foundation
import Model
import Synchronization
import TLS
import TestSupport
import Testing

@testable import Proxy

/// TLS towards clients and upstreams. The client is curl, which judges certificates for itself; the upstream is a second
/// server of ours with a root of its own.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct InterceptionTests {
    private let folder: TemporaryFolder
    private let authority: CertificateAuthority
    private let staging: CertificateAuthority

    init() throws {
        folder = try TemporaryFolder()
        authority = try CertificateAuthority.loadOrCreate(in: folder.path("ours"))
        staging = try CertificateAuthority.loadOrCreate(in: folder.path("staging"))
    }

    private static let greeting = ClosurePolicy { request in
        .respond(.text(200, "\(request.scheme.rawValue) \(request.head.fields.first("host") ?? "")"), whenSent: nil)
    }

    @Test func aPortSpeaksTLSAndPlainText() async throws {
        try await withProxy(Self.greeting, authority: authority) { port, collector in
            let secure = try curl("--cacert", authority.certificatePath, "https://localhost:\(port)/")
            #expect(secure.output == "https localhost:\(port)")
            let address = try curl("--cacert", authority.certificatePath, "https://127.0.0.1:\(port)/")
            #expect(address.output == "https 127.0.0.1:\(port)")
            let response = try curl("http://localhost:\(port)/").output
            #expect(response == "http localhost:\(port)")
            let exchange = try #require(collector.next())
            #expect(exchange.clientTLS?.alpn == "http/1.1" && exchange.clientTLS?.serverName == "localhost")
        }
    }

    @Test func interceptsATunnel() async throws {
        try await withProxy(Self.greeting, authority: staging) { upstreamPort, _ in
            let trust = ClientTrust.systemAnd(pemFile: staging.certificatePath)
            try await withProxy(
                ForwardPolicy(),
                authority: authority,
                configure: { $0.upstreamTrust = trust }
            ) { port, collector in
                let result = try curl(
                    "--proxy",
                    "http://127.0.0.1:\(port)",
                    "--cacert",
                    authority.certificatePath,
                    "https://localhost:\(upstreamPort)/a",
                    "https://localhost:\(upstreamPort)/b"
                )
                #expect(result.output == "https localhost:\(upstreamPort)https localhost:\(upstreamPort)")
                let first = try #require(collector.next())
                #expect(first.origin.description == "https://localhost:\(upstreamPort)")
                #expect(first.request.target == "/a" && first.kind == .exchange)
                #expect(first.upstreamTLS?.version.hasPrefix("TLSv1.") == true)
                #expect(first.timings.tls != nil)
                #expect(collector.next()?.timings.tls == nil)
            }
        }
    }

    @Test func anHTTPSProxyInterceptsTLSInTLS() async throws {
        try await withProxy(Self.greeting, authority: staging) { upstreamPort, _ in
            try await withProxy(
                ForwardPolicy(),
                authority: authority,
                configure: { $0.upstreamTrust = .insecure }
            ) { port, collector in
                let result = try curl(
                    "--proxy",
                    "https://localhost:\(port)",
                    "--proxy-cacert",
                    authority.certificatePath,
                    "--cacert",
                    authority.certificatePath,
                    "https://localhost:\(upstreamPort)/"
                )
                #expect(result.output == "https localhost:\(upstreamPort)")
                #expect(collector.next()?.response?.head.status == 200)
            }
        }
    }

    @Test func anUntrustedUpstreamIsExplained() async throws {
        try await withProxy(Self.greeting, authority: staging) { upstreamPort, _ in
            let policy = ReversePolicy(upstream: try #require(AbsoluteURL("https://localhost:\(upstreamPort)")))
            try await withProxy(policy) { port, collector in
                let response = try curl("--include", "http://127.0.0.1:\(port)/").output
                #expect(response.hasPrefix("HTTP/1.1 502 "))
                #expect(response.contains("--upstream-ca FILE") && response.contains("--insecure-upstream"))
                let failure = try #require(collector.next()?.failure)
                #expect(failure.source == .upstream && failure.phase == .upstreamHandshake)
            }
        }
    }

    @Test func plainTextInsteadOfTLSIsExplained() async throws {
        let upstream = LoopbackServer { connection, _ in
            connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            _ = connection.readToEnd()
        }
        defer { upstream.stop() }
        let policy = ReversePolicy(upstream: try #require(AbsoluteURL("https://127.0.0.1:\(upstream.port)")))
        try await withProxy(policy) { port, collector in
            let response = try curl("http://127.0.0.1:\(port)/").output
            #expect(response.contains("Check that it speaks TLS"))
            #expect(collector.next()?.failure?.phase == .upstreamHandshake)
        }
    }

    @Test func aSilentTLSUpstreamIsTimedOut() async throws {
        let upstream = LoopbackServer { connection, _ in _ = connection.readToEnd() }
        defer { upstream.stop() }
        let policy = ReversePolicy(upstream: try #require(AbsoluteURL("https://127.0.0.1:\(upstream.port)")))
        try await withProxy(policy, configure: { $0.timeouts.handshake = .milliseconds(50) }) { port, collector in
            let response = try curl("--include", "http://127.0.0.1:\(port)/").output
            #expect(response.hasPrefix("HTTP/1.1 504 "))
            #expect(collector.next()?.failure?.phase == .upstreamHandshake)
        }
    }

    @Test func aClientThatDistrustsOurRootIsRecorded() async throws {
        try await withProxy(Self.greeting, authority: authority) { port, collector in
            let response = try curl("--cacert", staging.certificatePath, "https://localhost:\(port)/").status
            #expect(response == 60)
            let exchange = try #require(collector.next())
            #expect(exchange.failure?.phase == .clientHandshake && exchange.failure?.source == .client)
            #expect(exchange.failure?.reason.contains("does not trust our root") == true)
            #expect(exchange.origin.host == "localhost")
        }
    }

    @Test func largeBodiesPassThroughTLS() async throws {
        let size = 4 << 20
        let policy = ClosurePolicy { request in
            guard let body = request.body else { return .wantBody(limit: 64 << 20) }
            return .respond(Answer(status: 200, body: body), whenSent: nil)
        }
        try await withProxy(policy, authority: staging) { upstreamPort, _ in
            let upstream = try #require(AbsoluteURL("https://localhost:\(upstreamPort)"))
            try await withProxy(
                ReversePolicy(upstream: upstream),
                authority: authority,
                configure: { $0.upstreamTrust = .insecure }
            ) { port, collector in
                let input = folder.path("input")
                let bytes = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
                try bytes.write(to: URL(fileURLWithPath: input))
                let result = try curl(
                    "--cacert",
                    authority.certificatePath,
                    "--data-binary",
                    "@\(input)",
                    "--output",
                    folder.path("output"),
                    "https://localhost:\(port)/"
                )
                #expect(result.status == 0)
                #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("output"))) == bytes)
                #expect(collector.next()?.response?.body.length == size)
            }
        }
    }
}
