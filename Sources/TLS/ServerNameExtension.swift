/// The `server_name` extension of a client's hello (RFC 6066 §3).
enum ServerNameExtension {
    /// The first host name in it, in lower case; nil when there is none or it is not ASCII text.
    ///
    ///     list length (2) ▸ type (1, 0 = host_name) ▸ name length (2) ▸ name
    static func hostName(in bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count > 5, bytes[2] == 0 else { return nil }
        let list = Int(bytes[0]) << 8 | Int(bytes[1])
        let length = Int(bytes[3]) << 8 | Int(bytes[4])
        guard list == bytes.count - 2, length > 0, length <= bytes.count - 5 else { return nil }
        let name = bytes[5..<5 + length]
        guard name.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return String(decoding: name, as: UTF8.self).lowercased()
    }
}
