internal import Glibc

/// An IP address: four bytes, or sixteen. An IPv4 address in IPv6 clothes (IPv4-mapped, RFC 4291 §2.5.5; NAT64,
/// RFC 6052 §2.1) is the IPv4 address.
public struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    /// In network order.
    let bytes: [UInt8]

    /// Reads `192.0.2.1` or `2001:db8::1`, with or without a zone; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let text = String(text.prefix { $0 != "%" })
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.init(bytes: Array(bytes.prefix(4)))
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            self.init(bytes: bytes)
        } else {
            return nil
        }
    }

    /// Reads a `sockaddr_in` or `sockaddr_in6`; nil for another family.
    init?(family: Int32, socketAddress: UnsafeRawPointer?) {
        guard let socketAddress else { return nil }
        switch family {
        case AF_INET: self.init(bytes: Array(UnsafeRawBufferPointer(start: socketAddress + 4, count: 4)))
        case AF_INET6: self.init(bytes: Array(UnsafeRawBufferPointer(start: socketAddress + 8, count: 16)))
        default: return nil
        }
    }

    private init(bytes: [UInt8]) {
        let isInside = bytes.count == 16 && Self.clothes.contains { bytes.starts(with: $0) }
        self.bytes = isInside ? Array(bytes.suffix(4)) : bytes
    }

    /// `::ffff:0:0/96` and `64:ff9b::/96`.
    private static let clothes: [[UInt8]] = [
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0],
    ]

    /// As `inet_ntop(3)` writes it.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A range of IP addresses: those that share a prefix (RFC 4632 §3.1).
struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    private let base: NetworkAddress
    private let prefixLength: Int

    /// Reads `10.0.0.0/8` or a single address; nil for anything else. Bits beyond the prefix do not matter.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let base = NetworkAddress(parts[0].filter { !"[]".contains($0) }) else { return nil }
        let bits = base.bytes.count * 8
        guard parts.count == 2 else {
            (self.base, prefixLength) = (base, bits)
            return
        }
        guard let length = Int(parts[1]) else { return nil }
        // A prefix of an IPv4 address in IPv6 clothes counts the clothes.
        let own = bits == 32 && parts[0].contains(":") ? length - 96 : length
        guard (0...bits).contains(own) else { return nil }
        (self.base, prefixLength) = (base, own)
    }

    func contains(_ address: NetworkAddress) -> Bool {
        guard address.bytes.count == base.bytes.count else { return false }
        let (whole, rest) = (prefixLength / 8, prefixLength % 8)
        guard address.bytes.prefix(whole) == base.bytes.prefix(whole) else { return false }
        return rest == 0 || (address.bytes[whole] ^ base.bytes[whole]) >> UInt8(8 - rest) == 0
    }

    var description: String {
        prefixLength == base.bytes.count * 8 ? base.description : "\(base)/\(prefixLength)"
    }
}
