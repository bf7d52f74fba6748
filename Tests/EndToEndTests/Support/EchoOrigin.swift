import Foundation
import Glibc
import TestSupport

/// An origin that sends as many bytes as the path says (`/bytes/N`) and tells how many it was sent (`/count`), in constant
/// memory; one request a connection, chunked uploads understood.
final class EchoOrigin: Sendable {
    let url: String
    private let socket: Int32

    init() throws {
        let port = try freePort()
        let listening = tcpSocket()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 && listen(listening, 64) == 0
            }
        }
        guard bound else { throw Unexpected("bind: \(errno)") }
        url = "http://127.0.0.1:\(port)"
        socket = listening
        Thread.detachNewThread {
            while true {
                let connection = acceptedConnection(listening)
                if connection < 0 { break }
                Thread.detachNewThread { Self.serve(connection) }
            }
        }
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private static func serve(_ connection: Int32) {
        defer { close(connection) }
        var input = ByteReader(connection: connection)
        guard let head = input.head() else { return }
        if let count = head.split(separator: " ").dropFirst().first?.split(separator: "/").last.flatMap({ Int($0) }) {
            send(connection, Array("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\nConnection: close\r\n\r\n".utf8))
            let block = [UInt8](repeating: 0x61, count: 1 << 16)
            var left = count
            while left > 0, send(connection, Array(block.prefix(left))) { left -= min(left, block.count) }
        } else {
            let count = "\(input.chunkedLength())"
            send(
                connection,
                Array("HTTP/1.1 200 OK\r\nContent-Length: \(count.count)\r\nConnection: close\r\n\r\n\(count)".utf8)
            )
        }
    }

    @discardableResult
    private static func send(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

/// Reads a connection through a buffer.
private struct ByteReader {
    let connection: Int32
    private var buffer: [UInt8] = []
    private var position = 0

    init(connection: Int32) { self.connection = connection }

    private mutating func fill() -> Bool {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(connection, &block, block.count, 0)
        guard count > 0 else { return false }
        buffer = Array(block[..<count])
        position = 0
        return true
    }

    private mutating func byte() -> UInt8? {
        if position == buffer.count, !fill() { return nil }
        defer { position += 1 }
        return buffer[position]
    }

    private mutating func line() -> String? {
        var line: [UInt8] = []
        while let byte = byte() {
            if byte == 0x0A { return String(decoding: line, as: UTF8.self).trimmingCharacters(in: .controlCharacters) }
            line.append(byte)
        }
        return nil
    }

    /// The request line, once the whole head has been read.
    mutating func head() -> String? {
        let first = line()
        while let next = line(), !next.isEmpty {
            if next.lowercased().hasPrefix("expect:") {
                let answer = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
                _ = answer.withUnsafeBytes {
                    Glibc.send(connection, $0.baseAddress!, $0.count, Int32(MSG_NOSIGNAL))
                }
            }
        }
        return first
    }

    /// How many bytes a chunked body has.
    mutating func chunkedLength() -> Int {
        var total = 0
        while let size = line().flatMap({ Int($0.split(separator: ";").first ?? "", radix: 16) }), size > 0 {
            total += size
            var left = size
            while left > 0 {
                if position == buffer.count, !fill() { return total }
                let step = min(left, buffer.count - position)
                position += step
                left -= step
            }
            _ = line()
        }
        return total
    }
}
