/// A scheme, host and port: who answers (RFC 6454 §4).
public struct Origin: Sendable, Hashable, CustomStringConvertible {
    /// How it is spoken to.
    public let scheme: Scheme
    /// Host and port; the port is nil when it is the scheme's own.
    public let authority: Authority

    /// Leaves the port out when it is the scheme's own.
    public init(scheme: Scheme, authority: Authority) {
        self.scheme = scheme
        self.authority = authority.normalized(for: scheme)
    }

    /// The host without brackets.
    public var host: String { authority.host }

    /// The port, the scheme's own when none was written.
    public var port: Int { authority.port(for: scheme) }

    /// `https://api.example.test:8443`.
    public var description: String { "\(scheme.rawValue)://\(authority)" }
}

/// An absolute `http` or `https` URL, split where the proxy needs it.
public struct AbsoluteURL: Sendable, Hashable, CustomStringConvertible {
    /// Scheme, host and port.
    public let origin: Origin
    /// Path and query as written, without the fragment; at least `/`.
    public let target: String

    /// An origin and a path with its query.
    public init(origin: Origin, target: String = "/") {
        (self.origin, self.target) = (origin, target)
    }

    /// Reads `http://host[:port][/path][?query]`; user information is dropped. Nil when the text is something else.
    public init?(_ text: some StringProtocol) {
        let scheme: Scheme
        if text.prefix(7).lowercased() == "http://" {
            scheme = .http
        } else if text.prefix(8).lowercased() == "https://" {
            scheme = .https
        } else {
            return nil
        }
        let rest = text.dropFirst(scheme == .http ? 7 : 8)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        var authorityText = Substring(rest[..<end])
        if let at = authorityText.lastIndex(of: "@") {
            authorityText = authorityText[authorityText.index(after: at)...]
        }
        guard let authority = Authority(authorityText) else { return nil }
        var target = String(rest[end...].prefix { $0 != "#" })
        if target.first != "/" { target = "/" + target }
        self.init(origin: Origin(scheme: scheme, authority: authority), target: target)
    }

    /// The URL as text.
    public var description: String { "\(origin)\(target)" }
}
