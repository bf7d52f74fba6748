import Foundation
import Model
import TestSupport
import Testing

@testable import Callbacks

/// A TLS receiver that answers GET: the `openssl s_server` program with a certificate made for the test.
private final class TLSReceiver {
    let port: Int
    let certificate: String
    private let folder: TemporaryFolder
    private let process = Process()

    init(name: String) throws {
        folder = try TemporaryFolder()
        certificate = folder.path("cert.pem")
        let key = folder.path("key.pem")
        let made = Process()
        made.executableURL = URL(filePath: "/usr/bin/openssl")
        made.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
            "-out",
            certificate, "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=\(name)",
        ]
        made.standardError = FileHandle.nullDevice
        try made.run()
        made.waitUntilExit()
        process.executableURL = made.executableURL
        process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains(/ACCEPT.*\n/), case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") } ?? ""
        port = Int(line.split(separator: ":").last ?? "") ?? 0
    }

    deinit {
        // Not SIGTERM: a child of a worker thread inherits its mask, which blocks it.
        kill(process.processIdentifier, SIGKILL)
    }
}

@Suite struct TLSDeliveryTests {
    @Test func `an unknown certificate is refused and named, and taken when its root is given`() async throws {
        let receiver = try TLSReceiver(name: "IP:127.0.0.1")
        let job = Sample.job(method: "GET", url: "https://127.0.0.1:\(receiver.port)/", body: "")
        let reason = await DispatcherBench().results(job).first?.reason ?? "delivered"
        #expect(reason.contains("the certificate of https://127.0.0.1:\(receiver.port) is not trusted"), "\(reason)")
        #expect(reason.contains("--callback-ca"))
        let trusting = DispatcherBench(configure: { $0.caFile = receiver.certificate })
        #expect(await trusting.results(job).first?.status == 200)
    }

    @Test func `a certificate for another name is refused though its root is trusted`() async throws {
        let receiver = try TLSReceiver(name: "DNS:other.test")
        let bench = DispatcherBench(configure: { $0.caFile = receiver.certificate })
        let job = Sample.job(method: "GET", url: "https://127.0.0.1:\(receiver.port)/", body: "")
        let reason = await bench.results(job).first?.reason ?? "delivered"
        #expect(reason.contains("is not trusted"), "\(reason)")
    }

    @Test func `TLS towards a plain receiver fails in the handshake`() async throws {
        let receiver = try CallbackReceiver { _, _ in .status(200) }
        let job = Sample.job(url: "https://127.0.0.1:\(receiver.port)/", timeout: .milliseconds(500))
        let reason = await DispatcherBench().results(job).first?.reason ?? "delivered"
        #expect(reason.contains("https://127.0.0.1:\(receiver.port)"), "\(reason)")
    }

    @Test func `a file of roots that is missing is named`() async throws {
        let bench = DispatcherBench(configure: { $0.caFile = "/nonexistent/roots.pem" })
        let receiver = try CallbackReceiver()
        let reason = await bench.results(Sample.job(url: "https://127.0.0.1:\(receiver.port)/")).first?.reason ?? ""
        #expect(reason.contains("/nonexistent/roots.pem"), "\(reason)")
    }
}
