internal import Glibc

/// An IP address. An IPv4 address in IPv6 clothes (IPv4-mapped, RFC 4291 §2.5.5; NAT64,
/// RFC 6052 §2.1) is the IPv4 address.
public struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address as a number; that of an IPv4 address is in the lowest 32 bits.
    let number: UInt128
    let isIPv4: Bool

    /// How many bits it has.
    var width: Int { isIPv4 ? 32 : 128 }

    /// Reads `192.0.2.1` or `2001:db8::1`, with or without a zone; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let text = String(text[..<(text.utf8.firstIndex(of: 0x25) ?? text.endIndex)])
        var (four, sixteen) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(four)
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            self.init(sixteen)
        } else {
            return nil
        }
    }

    /// Reads a `sockaddr_in` or `sockaddr_in6`; nil for another family.
    init?(family: Int32, socketAddress: UnsafeRawPointer?) {
        guard let socketAddress else { return nil }
        switch family {
        case AF_INET: self.init(socketAddress.loadUnaligned(as: sockaddr_in.self).sin_addr)
        case AF_INET6: self.init(socketAddress.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
        default: return nil
        }
    }

    private init(_ address: in_addr) { (number, isIPv4) = (UInt128(UInt32(bigEndian: address.s_addr)), true) }

    private init(_ address: in6_addr) {
        let number = withUnsafeBytes(of: address) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }
        isIPv4 = Self.clothes.contains(number >> 32)
        self.number = isIPv4 ? number & 0xFFFF_FFFF : number
    }

    /// `::ffff:0:0/96` and `64:ff9b::/96`.
    private static let clothes: [UInt128] = [0xFFFF, 0x64_FF9B << 64]

    /// As `inet_ntop(3)` writes it.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        // In network order an IPv4 address comes last.
        let isWritten = withUnsafeBytes(of: number.bigEndian) { bytes in
            let start = bytes.baseAddress.map { $0 + (128 - width) / 8 }
            return inet_ntop(isIPv4 ? AF_INET : AF_INET6, start, &text, socklen_t(text.count)) != nil
        }
        return isWritten ? String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
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
        guard parts.count == 2 else {
            (self.base, prefixLength) = (base, base.width)
            return
        }
        guard let length = Int(parts[1]) else { return nil }
        // A prefix of an IPv4 address in IPv6 clothes counts the clothes.
        let own = base.isIPv4 && parts[0].contains(":") ? length - 96 : length
        guard (0...base.width).contains(own) else { return nil }
        (self.base, prefixLength) = (base, own)
    }

    func contains(_ address: NetworkAddress) -> Bool {
        address.isIPv4 == base.isIPv4 && (address.number ^ base.number) >> (base.width - prefixLength) == 0
    }

    var description: String {
        prefixLength == base.width ? base.description : "\(base)/\(prefixLength)"
    }
}
