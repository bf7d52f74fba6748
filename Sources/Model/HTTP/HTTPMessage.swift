/// The version in a start line.
public enum HTTPVersion: String, Sendable, Hashable {
    /// HTTP/1.0.
    case http10 = "HTTP/1.0"
    /// HTTP/1.1.
    case http11 = "HTTP/1.1"
    /// HTTP/2.
    case http2 = "HTTP/2"
}

/// The schemes that the proxy speaks.
public enum Scheme: String, Sendable, Hashable {
    /// Plain text.
    case http
    /// Over TLS.
    case https

    /// 80 or 443.
    public var defaultPort: Int { self == .http ? 80 : 443 }
}

/// The start line and fields of a request.
public struct RequestHead: Sendable, Hashable {
    /// The method as sent; methods are case-sensitive (RFC 9110 §9.1).
    public var method: String
    /// The request target as sent: origin-form, absolute-form, authority-form or `*` (RFC 9112 §3.2).
    public var target: String
    /// The version as sent.
    public var version: HTTPVersion
    /// The fields as sent.
    public var fields: FieldSection

    /// A request head.
    public init(method: String, target: String, version: HTTPVersion = .http11, fields: FieldSection = []) {
        (self.method, self.target, self.version, self.fields) = (method, target, version, fields)
    }
}

/// The status line and fields of a response.
public struct ResponseHead: Sendable, Hashable {
    /// 100 to 999.
    public var status: Int
    /// The reason phrase as sent; may be empty.
    public var reason: String
    /// The version as sent.
    public var version: HTTPVersion
    /// The fields as sent.
    public var fields: FieldSection

    /// A response head.
    public init(status: Int, reason: String, version: HTTPVersion = .http11, fields: FieldSection = []) {
        (self.status, self.reason, self.version, self.fields) = (status, reason, version, fields)
    }
}
