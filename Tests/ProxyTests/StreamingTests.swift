import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import Proxy

@Suite(.serialized, .timeLimit(.minutes(1)))
struct StreamingTests {
    private static let piece = [UInt8](repeating: 0x61, count: 256 << 10)

    @Test func aLargeDownloadPassesInLittleMemory() async throws {
        let length = 256 << 20
        let upstream = LoopbackServer { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n")
            for _ in 0..<(length / Self.piece.count) where !connection.send(Self.piece) { return }
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port), configure: { $0.tapLimit = 1_000 }) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.read(until: "\r\n\r\n")
            let before = residentBytes()
            #expect(client.discard(count: length) == length)
            #expect(residentBytes() - before < 64 << 20)
            let body = try #require(collector.next()?.response?.body)
            #expect(body.bytes.count == 1_000 && body.length == length && body.isTruncated)
        }
    }

    @Test func aLargeUploadPassesInLittleMemory() async throws {
        let length = 256 << 20
        let upstream = LoopbackServer { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            let count = connection.discard(count: length)
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(String(count).count)\r\n\r\n\(count)")
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port), configure: { $0.tapLimit = 0 }) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(length)\r\n\r\n")
            let before = residentBytes()
            for _ in 0..<(length / Self.piece.count) { #expect(client.send(Self.piece)) }
            #expect(client.readMessage().hasSuffix("\(length)"))
            #expect(residentBytes() - before < 64 << 20)
            let exchange = try #require(collector.next())
            #expect(exchange.requestBody.bytes.isEmpty && exchange.requestBody.length == length)
        }
    }

    @Test func aSlowReaderStopsTheFastWriter() async throws {
        let sent = Mutex(0)
        let isStuck = DispatchSemaphore(value: 0)
        let upstream = LoopbackServer { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(1 << 30)\r\n\r\n")
            // Sending gives up after ten seconds without progress, which is what is wanted here: shorter, so that it is quick.
            connection.setSendPatience(seconds: 1)
            while connection.send(Self.piece) { sent.withLock { $0 += Self.piece.count } }
            isStuck.signal()
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.read(until: "\r\n\r\n")
            #expect(isStuck.wait(timeout: .now() + 20) == .success)
            #expect(sent.withLock { $0 } < 64 << 20)
            client.close()
            #expect(collector.next()?.failure != nil)
        }
    }
}

/// Resident memory of this process (`proc(5)`, statm, second field in pages).
private func residentBytes() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * 4_096
}
