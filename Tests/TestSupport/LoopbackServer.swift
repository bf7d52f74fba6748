internal import Foundation
internal import Glibc
internal import Synchronization

/// A TCP server on a port of 127.0.0.1 that the system chose. Each connection has a thread of its own, on which the script
/// runs; when the script returns, the connection is closed.
public final class LoopbackServer: Sendable {
    /// The port.
    public let port: Int
    private let descriptor: Int32
    private let accepted = Mutex(0)

    /// Listens, and runs the script for each connection with its number, counted from zero.
    public init(_ script: @escaping @Sendable (_ connection: LoopbackConnection, _ number: Int) -> Void) {
        descriptor = tcpSocket()
        var address = loopbackAddress(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                precondition(bind(descriptor, pointer, size) == 0, "no loopback port is free")
                precondition(listen(descriptor, 128) == 0, "cannot listen")
                getsockname(descriptor, pointer, &size)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while true {
                let client = acceptedConnection(descriptor)
                guard client >= 0 else { return }
                let number = self?.accepted
                    .withLock { count in
                        defer { count += 1 }
                        return count
                    }
                guard let number else {
                    _ = Glibc.close(client)
                    return
                }
                let connection = LoopbackConnection(owning: client)
                Thread.detachNewThread {
                    script(connection, number)
                    connection.close()
                }
            }
        }
    }

    /// How many connections there were.
    public var connectionCount: Int { accepted.withLock { $0 } }

    /// Stops listening.
    public func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    deinit {
        stop()
        _ = Glibc.close(descriptor)
    }
}
