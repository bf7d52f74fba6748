/// A list of application protocols in the order of preference, and its spelling on the wire: each name after its length
/// (RFC 7301 §3.1).
struct ProtocolNames: Hashable, Sendable {
    let names: [String]
    let wire: [UInt8]

    /// Throws for a name that is empty or longer than 255 bytes.
    init(_ names: [String]) throws(TLSError) {
        guard names.allSatisfy({ (1...255).contains($0.utf8.count) }) else {
            throw TLSError(.configuration, in: "ALPN", "a protocol's name has 1 to 255 bytes, unlike one of \(names)")
        }
        self.names = names
        wire = names.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    }
}
