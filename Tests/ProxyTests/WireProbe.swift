import Glibc
import TestSupport

/// Sends a request to a port of this machine, reads to the end, and says how the connection ended: 0 for an end in order,
/// else the system's error.
func probe(_ port: Int, _ request: String) -> (bytes: [UInt8], error: Int32) {
    let descriptor = tcpSocket()
    defer { close(descriptor) }
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
    guard isConnected else { return ([], errno) }
    let text = Array(request.utf8)
    guard send(descriptor, text, text.count, Int32(MSG_NOSIGNAL)) == text.count else { return ([], errno) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while true {
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0 { return (bytes, errno) }
        if count == 0 { return (bytes, 0) }
        bytes += chunk[..<count]
    }
}
