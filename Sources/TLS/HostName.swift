internal import Glibc

/// What a certificate is made out to, or checked against: a DNS name or an IP address. A URL's brackets around an IPv6
/// address and a name's final dot are dropped, letters are made small.
enum HostName: Hashable, Sendable {
    case dns(String)
    /// The text as given, without brackets, and its 4 or 16 bytes in network order.
    case address(String, bytes: [UInt8])

    init(_ text: String) {
        var bare = text.lowercased()
        if bare.hasPrefix("["), bare.hasSuffix("]") { bare = String(bare.dropFirst().dropLast()) }
        if let bytes = Self.addressBytes(bare) {
            self = .address(bare, bytes: bytes)
        } else {
            if bare.hasSuffix(".") { bare.removeLast() }
            self = .dns(bare)
        }
    }

    /// The name or address without brackets.
    var text: String {
        switch self {
        case .dns(let name): name
        case .address(let text, _): text
        }
    }

    /// Whether a certificate can carry it: a name has 1 to 253 of the letters that host names are made of, and a star
    /// at most as its whole first label.
    var isFitForCertificate: Bool {
        guard case .dns(let name) = self else { return true }
        let rest = name.hasPrefix("*.") ? name.dropFirst(2) : name[...]
        let labels = rest.split(separator: ".", omittingEmptySubsequences: false)
        return name.utf8.count <= 253
            && labels.allSatisfy { (1...63).contains($0.utf8.count) && $0.utf8.allSatisfy(isNameByte) }
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// inet_pton(3).
    private static func addressBytes(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }
}
