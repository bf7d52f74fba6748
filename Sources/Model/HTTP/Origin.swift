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
        var text = String(text)
        guard let url = text.withUTF8({ AbsoluteURL(bytes: $0) }) else { return nil }
        self = url
    }

    private init?(bytes: UnsafeBufferPointer<UInt8>) {
        let scheme: Scheme
        if isSame(bytes.prefix(7), "http://".utf8) {
            scheme = .http
        } else if isSame(bytes.prefix(8), "https://".utf8) {
            scheme = .https
        } else {
            return nil
        }
        let rest = bytes.dropFirst(scheme == .http ? 7 : 8)
        let end = rest.firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? rest.endIndex
        var place = rest[..<end]
        if let at = place.lastIndex(of: 0x40) { place = place[(at + 1)...] }
        guard let authority = Authority(bytes: place) else { return nil }
        let target = String(decoding: rest[end...].prefix { $0 != 0x23 }, as: UTF8.self)
        self.init(
            origin: Origin(scheme: scheme, authority: authority),
            target: target.utf8.first == 0x2F ? target : "/" + target
        )
    }

    /// The URL as text.
    public var description: String { "\(origin)\(target)" }
}
