internal import Glibc

/// A blocking TCP connection on the loopback interface, for tests that say byte by byte what goes over the wire. Reading
/// gives up after ten seconds, so that a test fails instead of hanging.
public final class LoopbackConnection: @unchecked Sendable {
    // Used by one thread at a time: the one that was given the connection.
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    /// Takes over a connected socket.
    public init(owning descriptor: Int32) {
        self.descriptor = descriptor
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Connects to a port of 127.0.0.1, or of 127.0.0.HOST; nil when nobody listens there.
    public convenience init?(port: Int, host: UInt8 = 1) {
        let descriptor = tcpSocket()
        var address = loopbackAddress(port: port, host: host)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            _ = Glibc.close(descriptor)
            return nil
        }
        self.init(owning: descriptor)
    }

    deinit { close() }

    /// Sends all bytes; false when the peer is gone.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    /// Sends a text; false when the peer is gone.
    @discardableResult
    public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Makes sending give up after so long without progress.
    public func setSendPatience(seconds: Int) {
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Reads up to and with the mark; what came if the peer closes before.
    public func read(until mark: String) -> String {
        let mark = Array(mark.utf8)
        while true {
            if let end = buffer.firstRange(of: mark)?.upperBound { return take(end) }
            if !fill() { return take(buffer.count) }
        }
    }

    /// Reads so many bytes; fewer if the peer closes before.
    public func read(count: Int) -> String {
        while buffer.count < count, fill() {}
        return take(min(count, buffer.count))
    }

    /// Reads until the peer closes.
    public func readToEnd() -> String {
        while fill() {}
        return take(buffer.count)
    }

    /// Reads one message whose head says its Content-Length; a head without one has no body.
    public func readMessage() -> String {
        let head = read(until: "\r\n\r\n")
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
        let length = line.flatMap { Int($0.split(separator: ":")[1].drop { $0 == " " }) } ?? 0
        return head + read(count: length)
    }

    /// Reads and drops so many bytes at most; how many came before the peer closed.
    public func discard(count: Int) -> Int {
        var dropped = buffer.count
        buffer = []
        while dropped < count, fill() {
            dropped += buffer.count
            buffer.removeAll(keepingCapacity: true)
        }
        return dropped
    }

    /// Sends the end of the stream, and reads on.
    public func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes with a reset instead of an end.
    public func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }

    /// Closes.
    public func close() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
    }

    private func fill() -> Bool {
        guard descriptor >= 0 else { return false }
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count > 0 { buffer.append(contentsOf: chunk[..<count]) }
        return count > 0
    }

    private func take(_ count: Int) -> String {
        defer { buffer.removeFirst(count) }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}

func loopbackAddress(port: Int, host: UInt8 = 1) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = (0x7F00_0000 + UInt32(host)).bigEndian
    return address
}
