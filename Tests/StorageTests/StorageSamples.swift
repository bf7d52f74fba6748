import Foundation
import Model
import Storage
import TestSupport

/// A database of a test's own and what fills it.
struct StorageSamples {
    let folder: TemporaryFolder
    let file: DatabaseFile
    static let redaction = RecordedRedaction(salt: [1, 2, 3], rules: #"{"fields":[]}"#)
    static let start = Timestamp(seconds: 1_795_000_000)

    /// Bodies are told apart by their content, which any injective function of 32 bytes serves for.
    static let hash = ContentHash { bytes in
        var digest = [UInt8](repeating: UInt8(truncatingIfNeeded: bytes.count), count: 32)
        for (index, byte) in bytes.enumerated() { digest[index % 31] = digest[index % 31] &* 31 &+ byte }
        return digest
    }

    init() throws {
        folder = try TemporaryFolder()
        file = try DatabaseFile(path: folder.path("test.db"), for: .creating)
    }

    var path: String { file.path }

    func begin(_ name: String? = "run") throws -> Recording {
        try RecordingStore(file).begin(name: name, at: Self.start, redaction: Self.redaction)
    }

    func writer(_ recording: Recording) -> ExchangeWriter {
        ExchangeWriter(file, recording: recording.id, hash: Self.hash)
    }

    static func exchange(_ id: Int64, kind: Exchange.Kind = .exchange, body: [UInt8] = [1, 2, 3]) -> Exchange {
        Exchange(
            id: ExchangeID(rawValue: id),
            kind: kind,
            listener: "forward",
            client: "127.0.0.1:40000",
            origin: Origin(scheme: .https, authority: Authority(host: "api.example.test")),
            request: RequestHead(method: "GET", target: "/things/\(id)"),
            outcome: .response(
                Exchange.Response(head: ResponseHead(status: 200, reason: "OK"), body: CapturedBody(bytes: body))
            ),
            startedAt: start + .seconds(id),
            timings: Timings(total: .milliseconds(5))
        )
    }

    /// An exchange in which every fact there is has a value of its own.
    static func fullExchange(_ id: Int64) -> Exchange {
        var fields = FieldSection()
        fields.append("X-Odd", bytes: [0x66, 0xFF, 0x80])
        fields.append("x-odd", "again")
        return Exchange(
            id: ExchangeID(rawValue: id),
            kind: .webhook,
            listener: "webhooks http://app.test/hook",
            client: "[::1]:9",
            origin: Origin(scheme: .http, authority: Authority(host: "app.test", port: 8_081)),
            request: RequestHead(method: "pOsT", target: "/hook?a=%20b", version: .http10, fields: fields),
            requestBody: CapturedBody(bytes: Array("kept".utf8), length: 9_000, wireLength: 9_100),
            requestTrailers: [("Checksum", "7")],
            outcome: .failure(
                ExchangeFailure(source: .upstream, phase: .receive, reason: "app.test reset the connection"),
                partial: Exchange.Response(
                    head: ResponseHead(status: 299, reason: "Odd Reason", version: .http11, fields: [("A", "b")]),
                    body: CapturedBody(bytes: [0, 255], length: 2, wireLength: 12),
                    trailers: [("T", "u")],
                    interim: [100, 103]
                )
            ),
            startedAt: start,
            timings: Timings(
                connect: .nanoseconds(1),
                tls: .nanoseconds(2),
                send: .nanoseconds(3),
                wait: .nanoseconds(4),
                receive: .nanoseconds(5),
                total: .nanoseconds(16)
            ),
            clientTLS: TLSFacts(version: "TLSv1.3", cipher: "C1", serverName: "app.test", alpn: "http/1.1"),
            upstreamTLS: TLSFacts(version: "TLSv1.2", cipher: "C2"),
            upstreamAddress: "192.0.2.1:8081",
            upgrade: Exchange.Upgrade(name: "websocket", clientBytes: 17, upstreamBytes: 4_000_000_000)
        )
    }
}
