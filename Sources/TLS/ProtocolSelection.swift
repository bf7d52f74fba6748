internal import COpenSSL

/// A server's choice among the protocols that a client offers (ALPN): the one that the server likes best.
final class ProtocolSelection: Sendable {
    private let preferred: [[UInt8]]

    /// Takes the server's own list.
    init(of protocols: ProtocolNames) { preferred = protocols.names.map { Array($0.utf8) } }

    /// Where in the client's list the chosen name stands; nil when the two have none in common.
    func choice(from offered: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        let ranges = Self.names(in: offered)
        return preferred.lazy.compactMap { own in ranges.first { offered[$0].elementsEqual(own) } }.first
    }

    private static func names(in wire: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var at = 0
        while at < wire.count, at + 1 + Int(wire[at]) <= wire.count {
            let next = at + 1 + Int(wire[at])
            ranges.append(at + 1..<next)
            at = next
        }
        return ranges
    }

    /// Has libssl ask (SSL_CTX_set_alpn_select_cb(3)). The context's owner owns this object too, and outlives its
    /// sessions.
    func install(on context: OpaquePointer) {
        guard !preferred.isEmpty else { return }
        SSL_CTX_set_alpn_select_cb(
            context,
            { selectProtocol($1, $2, $3, $4, $5) },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }
}

/// The result points into `offered`, which outlives the callback.
private func selectProtocol(
    _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ length: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?,
    _ count: UInt32,
    _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    guard let argument, let offered else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    let selection = Unmanaged<ProtocolSelection>.fromOpaque(argument).takeUnretainedValue()
    let list = UnsafeBufferPointer(start: offered, count: Int(count))
    guard let choice = selection.choice(from: list) else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    chosen?.pointee = offered + choice.lowerBound
    length?.pointee = UInt8(choice.count)
    return SSL_TLSEXT_ERR_OK
}
