import Model
import TLS
import Testing

@testable import Proxy

@Suite struct RescueTests {
    private let rescue = Rescue(origin: AbsoluteURL("https://api.test:8443/")!.origin, phase: .wait)

    @Test func eachFaultNamesTheThingAndTheWayOut() {
        let cases: [(Fault, ExchangeFailure.Source, Int, [String])] = [
            (.unresolved("no address"), .upstream, 502, ["api.test", "no address", "DNS"]),
            (
                .unreachable("the connection was refused"), .upstream, 502,
                ["api.test, port 8443", "refused", "listens"]
            ),
            (.connectTimeout(.seconds(10)), .upstream, 504, ["10 s", "firewall"]),
            (.upstreamTimeout(.milliseconds(1_500)), .upstream, 504, ["https://api.test:8443", "1500 ms"]),
            (.upstreamClosed, .upstream, 502, ["closed the connection before it answered"]),
            (.upstreamViolation(.malformedStartLine), .upstream, 502, ["not HTTP/1.1", "scheme and port"]),
            (tls(.certificateUntrusted), .upstream, 502, ["--upstream-ca FILE", "--insecure-upstream"]),
            (tls(.certificateExpired), .upstream, 502, ["expired", "--insecure-upstream"]),
            (tls(.certificateNameMismatch), .upstream, 502, ["another name", "--insecure-upstream"]),
            (tls(.protocolError), .upstream, 502, ["speaks TLS on port 8443"]),
            (.clientViolation(.differentContentLengths), .client, 400, ["Content-Length fields that differ"]),
            (.clientViolation(.unknownVersion("HTTP/3.0")), .client, 505, ["HTTP/3.0"]),
            (.clientViolation(.fieldsTooLarge(limit: 9)), .client, 431, ["9 bytes"]),
            (.clientViolation(.startLineTooLong(limit: 9)), .client, 414, ["9 bytes"]),
            (.bodyTooLarge(limit: 9), .client, 413, ["9 bytes"]),
            (.clientIdle(.seconds(60)), .client, 408, ["60 s"]),
            (.refused(.text(404, "no mock")), .ours, 404, ["no mock"]),
            (.shutdown, .ours, 503, ["stopped"]),
            (.loop, .ours, 508, ["circle"]),
        ]
        for (fault, source, status, words) in cases {
            let (failure, answer) = (rescue.failure(fault), rescue.answer(fault))
            #expect(failure.source == source && failure.phase == .wait && answer.status == status, "\(fault)")
            for word in words {
                #expect(failure.reason.contains(word), "\(failure.reason)")
                #expect(String(decoding: answer.body, as: UTF8.self).contains(word))
            }
        }
    }

    private func tls(_ kind: TLSError.Kind) -> Fault { .upstreamTLS(TLSError(kind, in: "SSL_connect", "no")) }
}
