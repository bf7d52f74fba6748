public import Model

/// Names hosts: `api.bank.test`, `*.bank.test` (every name below it, not itself), `*`, each with `:port` if it is only about one.
public struct HostPattern: Sendable, Hashable, CustomStringConvertible {
    private let host: String
    private let port: Int?

    /// Reads a pattern; nil when the text is none.
    public init?(_ text: String) {
        guard let authority = Authority(text) else { return nil }
        let stars = authority.host.utf8.count(where: { $0 == 0x2A })
        guard stars == 0 || authority.host == "*" || (stars == 1 && authority.host.hasPrefix("*.")) else { return nil }
        (host, port) = (authority.host, authority.port)
    }

    /// Whether the pattern names this host and port.
    public func matches(_ authority: Authority, defaultPort: Int = 443) -> Bool {
        if let port, port != authority.port ?? defaultPort { return false }
        if host == "*" { return true }
        guard host.hasPrefix("*.") else { return host == authority.host }
        return authority.host.hasSuffix(host.dropFirst()) && authority.host.utf8.count > host.utf8.count - 1
    }

    /// The pattern as text.
    public var description: String { Authority(host: host, port: port).description }
}
