internal import Model
internal import NIOCore

/// Socket addresses in words.
enum PeerAddress {
    /// `host:port`, IPv6 in brackets; nil for other kinds.
    static func text(_ address: SocketAddress) -> String? {
        guard let host = address.ipAddress, let port = address.port else { return nil }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
