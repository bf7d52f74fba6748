internal import Glibc
internal import Model

/// One connection of a `CallbackReceiver`, read and written with blocking calls.
struct ReceiverConnection {
    let socket: Int32
    let number: Int
    private var buffer: [UInt8] = []

    init(socket: Int32, number: Int) { (self.socket, self.number) = (socket, number) }

    /// The next request, or nil when the client has left.
    mutating func nextRequest() -> CallbackReceiver.Received? {
        while true {
            if let end = headEnd {
                let head = Array(buffer[..<end])
                let lineEnd = head.firstIndex(of: 0x0A) ?? 0
                let words = String(decoding: head[..<lineEnd], as: UTF8.self).split(separator: " ")
                let fields = FieldSection(wireBytes: head[(lineEnd + 1)...].dropLast(2))
                let length = fields.first("Content-Length").flatMap { Int($0) } ?? 0
                while buffer.count < end + length { guard readMore() else { return nil } }
                let body = Array(buffer[end..<end + length])
                buffer.removeFirst(end + length)
                return CallbackReceiver.Received(
                    method: words.first.map(String.init) ?? "",
                    target: words.count > 1 ? String(words[1]) : "",
                    fields: fields,
                    body: body,
                    headBytes: head,
                    connection: number
                )
            }
            guard readMore() else { return nil }
        }
    }

    /// Answers; false when the connection is done with.
    mutating func answer(_ reply: CallbackReceiver.Reply) -> Bool {
        switch reply {
        case .status(let status, var fields, let body):
            fields.append("Content-Length", String(body.utf8.count))
            let line = "HTTP/1.1 \(status) \(reasonPhrase(for: status))\r\n"
            return write(Array(line.utf8) + fields.wireBytes + [0x0D, 0x0A] + Array(body.utf8))
        case .raw(let bytes): return write(bytes)
        case .stall:
            while readMore() {}
            return false
        case .close: return false
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
            return false
        }
    }

    /// Past the empty line that ends the head, if it has come.
    private var headEnd: Int? {
        guard buffer.count >= 4 else { return nil }
        return (3..<buffer.count).first { buffer[$0 - 3...$0] == [0x0D, 0x0A, 0x0D, 0x0A] }.map { $0 + 1 }
    }

    private mutating func readMore() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer.append(contentsOf: chunk[..<count])
        return true
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
