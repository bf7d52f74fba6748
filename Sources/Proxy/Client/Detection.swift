/// What the first bytes of a connection, or of what is inside a tunnel, speak.
enum Detection: Hashable {
    /// A TLS record with a handshake (RFC 8446 §5.1).
    case tls
    /// HTTP/1.
    case http
    /// Something else, which only a tunnel can pass on.
    case opaque

    /// Judges the first bytes; nil when more are needed.
    ///
    /// 1. 0x16 is TLS. 2. Outside a tunnel all else is read as HTTP, so that garbage is told what is wrong with it.
    /// 3. Inside one, HTTP is a method in capitals, a space, and the first byte that a target can have.
    static func of(_ bytes: some Collection<UInt8>, insideTunnel: Bool) -> Detection? {
        guard let first = bytes.first else { return nil }
        if first == 0x16 { return .tls }
        guard insideTunnel else { return .http }
        var rest = bytes.dropFirst(0)
        var length = 0
        while let byte = rest.first, byte &- 0x41 < 26 || byte == 0x2D {
            rest = rest.dropFirst()
            length += 1
            if length > 24 { return .opaque }
        }
        guard let space = rest.first else { return nil }
        guard length > 0, space == Octet.space else { return .opaque }
        guard let target = rest.dropFirst().first else { return nil }
        return target == 0x2F || target == 0x2A || Octet.lowercased(target) == 0x68 ? .http : .opaque
    }
}
