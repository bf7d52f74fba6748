import Foundation
import Glibc
import NIOCore
import TestSupport

@testable import TLS

/// A TLS server on a loopback port of its own, one connection at a time: what it reads it answers with one HTTP
/// response, then it says `close_notify`. Stops when it is let go of.
final class LoopbackServer: Sendable {
    let port: UInt16
    private let listener: Int32

    struct SystemFailure: Error {
        let function: String
        let code = errno
    }

    init(_ choose: @escaping ServerContextChoice) throws {
        let listener = tcpSocket()
        guard listener >= 0 else { throw SystemFailure(function: "socket") }
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let named = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard named else { throw SystemFailure(function: "bind") }
        Thread.detachNewThread {
            while true {
                let connection = acceptedConnection(listener)
                guard connection >= 0 else { return }
                Self.serve(connection, choose)
                close(connection)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func serve(_ connection: Int32, _ choose: @escaping ServerContextChoice) {
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard let session = try? TLSSession(acceptingWith: choose) else { return }
        var isEstablished = false
        while let bytes = receive(connection) {
            session.receive(bytes)
            do {
                if !isEstablished { isEstablished = try session.handshake() != nil }
                if isEstablished, session.read().plaintext != nil {
                    try session.write(
                        ByteBuffer(string: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nhello\n")
                    )
                    session.sendCloseNotify()
                    return send(connection, session)
                }
            } catch {
                return send(connection, session)
            }
            send(connection, session)
        }
    }

    private static func receive(_ connection: Int32) -> ByteBuffer? {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        let count = recv(connection, &chunk, chunk.count, 0)
        return count > 0 ? ByteBuffer(bytes: chunk[..<count]) : nil
    }

    private static func send(_ connection: Int32, _ session: TLSSession) {
        guard let bytes = session.takeCiphertext() else { return }
        _ = Array(buffer: bytes)
            .withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
}
