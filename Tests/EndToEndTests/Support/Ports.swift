import Foundation
import Glibc
import TestSupport

/// A port of the loopback interface that nothing listens on now, for programs that cannot choose one themselves.
func freePort() throws -> Int {
    let socket = tcpSocket()
    guard socket >= 0 else { throw Unexpected("socket: \(errno)") }
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
            bind(socket, plain, length) == 0 && getsockname(socket, plain, &length) == 0
        }
    }
    guard status else { throw Unexpected("bind: \(errno)") }
    return Int(UInt16(bigEndian: address.sin_port))
}
