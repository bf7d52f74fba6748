/// A host with a port, as it stands in a URL or a Host field (RFC 3986 §3.2).
public struct Authority: Sendable, Hashable, CustomStringConvertible {
    /// In lower case; an IPv6 address without its brackets.
    public let host: String
    /// Nil when none was written.
    public let port: Int?

    /// Lowers the host's case.
    public init(host: String, port: Int? = nil) {
        let isLower = host.utf8.allSatisfy { $0 < 0x80 && $0 &- 0x41 >= 26 }
        self.host = isLower ? host : host.lowercased()
        self.port = port
    }

    /// Reads `host`, `host:port`, `[v6]` or `[v6]:port`. Nil when the text is none of them.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let authority = text.withUTF8({ Authority(bytes: $0[...]) }) else { return nil }
        self = authority
    }

    init?(bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        var host = bytes
        var portText: Slice<UnsafeBufferPointer<UInt8>>?
        if bytes.first == 0x5B {
            guard let close = bytes.firstIndex(of: 0x5D) else { return nil }
            host = bytes[bytes.startIndex + 1..<close]
            let rest = bytes[(close + 1)...]
            guard rest.first ?? 0x3A == 0x3A, host.allSatisfy(Self.isAddressByte) else { return nil }
            portText = rest.dropFirst()
        } else if let colon = bytes.firstIndex(of: 0x3A) {
            (host, portText) = (bytes[..<colon], bytes[(colon + 1)...])
        }
        guard !host.isEmpty, !host.contains(where: Self.isForbidden) else { return nil }
        var port: Int?
        if let portText, !portText.isEmpty {
            guard let number = Self.port(portText) else { return nil }
            port = number
        }
        self.init(host: String(decoding: host, as: UTF8.self), port: port)
    }

    /// Digits, a colon or a point.
    private static func isAddressByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 11 || (byte | 0x20) &- 0x61 < 6 || byte == 0x2E
    }

    private static func isForbidden(_ byte: UInt8) -> Bool {
        switch byte {
        case ...0x20, 0x22, 0x23, 0x2F, 0x3C, 0x3E, 0x3F, 0x40, 0x5C, 0x5E, 0x60, 0x7B...0x7D: true
        default: false
        }
    }

    private static func port(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var number = 0
        for digit in digits {
            guard digit &- 0x30 < 10 else { return nil }
            number = number * 10 + Int(digit - 0x30)
            guard number <= 65_535 else { return nil }
        }
        return number
    }

    /// The port written, or the scheme's own.
    public func port(for scheme: Scheme) -> Int { port ?? scheme.defaultPort }

    /// Without the port when it is the scheme's own: two spellings of one place become equal.
    public func normalized(for scheme: Scheme) -> Authority {
        Authority(host: host, port: port == scheme.defaultPort ? nil : port)
    }

    /// `host`, `host:port` or `[v6]:port`.
    public var description: String {
        let shown = host.utf8.contains(0x3A) ? "[\(host)]" : host
        return port.map { "\(shown):\($0)" } ?? shown
    }
}
