/// A host with a port, as it stands in a URL or a Host field (RFC 3986 §3.2).
public struct Authority: Sendable, Hashable, CustomStringConvertible {
    /// In lower case; an IPv6 address without its brackets.
    public let host: String
    /// Nil when none was written.
    public let port: Int?

    /// Lowers the host's case.
    public init(host: String, port: Int? = nil) {
        self.host = host.lowercased()
        self.port = port
    }

    /// Reads `host`, `host:port`, `[v6]` or `[v6]:port`. Nil when the text is none of them.
    public init?(_ text: some StringProtocol) {
        var hostText = Substring(text)
        var portText: Substring?
        if hostText.first == "[" {
            guard let close = hostText.firstIndex(of: "]") else { return nil }
            let rest = hostText[hostText.index(after: close)...]
            guard rest.isEmpty || rest.first == ":" else { return nil }
            portText = rest.isEmpty ? nil : rest.dropFirst()
            hostText = hostText[hostText.index(after: hostText.startIndex)..<close]
            guard hostText.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else if let colon = hostText.firstIndex(of: ":") {
            portText = hostText[hostText.index(after: colon)...]
            hostText = hostText[..<colon]
        }
        guard !hostText.isEmpty, !hostText.utf8.contains(where: { $0 <= 0x20 || Self.forbidden.contains($0) }) else {
            return nil
        }
        var port: Int?
        if let portText, !portText.isEmpty {
            guard portText.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let number = Int(portText), number <= 65_535 else {
                return nil
            }
            port = number
        }
        self.init(host: String(hostText), port: port)
    }

    private static let forbidden: [UInt8] = Array("/?#@\\\"<>^`{|}".utf8)

    /// The port written, or the scheme's own.
    public func port(for scheme: Scheme) -> Int { port ?? scheme.defaultPort }

    /// Without the port when it is the scheme's own: two spellings of one place become equal.
    public func normalized(for scheme: Scheme) -> Authority {
        Authority(host: host, port: port == scheme.defaultPort ? nil : port)
    }

    /// `host`, `host:port` or `[v6]:port`.
    public var description: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(shown):\($0)" } ?? shown
    }
}
