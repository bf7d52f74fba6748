/// A part of a request that a message signature covers (RFC 9421 §2).
public enum SignatureComponent: Sendable, Hashable {
    /// A field; its name in lower case.
    case field(String)
    /// What is derived from the request's method and URL.
    case derived(Derived)
    /// The parameter of the query that has this name, which is percent-encoded as `encoded` does it.
    case queryParameter(String)

    /// What is derived of a request (RFC 9421 §2.2); the raw values are the names.
    public enum Derived: String, Sendable, Hashable, CaseIterable {
        /// The method.
        case method = "@method"
        /// The whole URL.
        case targetURI = "@target-uri"
        /// Whom the request names: host and port, in lower case, without the scheme's own port.
        case authority = "@authority"
        /// `http` or `https`.
        case scheme = "@scheme"
        /// Path and query as they are sent.
        case requestTarget = "@request-target"
        /// The path.
        case path = "@path"
        /// The query with its question mark.
        case query = "@query"
    }

    /// Reads a component as `components` in JSON spells it: a field's name, a derived one's, or `@query-param;name="x"`. Nil
    /// when it is none that a request's signature can cover.
    public init?(_ text: String) {
        let prefix = "@query-param;name=\""
        if let derived = Derived(rawValue: text.lowercased()) {
            self = .derived(derived)
        } else if text.hasPrefix(prefix), text.hasSuffix("\""), text.utf8.count > prefix.utf8.count + 1 {
            let name = text.dropFirst(prefix.count).dropLast()
            self = .queryParameter(Self.encoded(PercentEncoding.decoded(name)))
        } else if !text.isEmpty, text.utf8.allSatisfy(isTokenByte) {
            self = .field(text.lowercased())
        } else {
            return nil
        }
    }

    /// How it stands in the signature's base and in `Signature-Input`; also what `init` reads, but for the quotation marks
    /// around the name.
    public var identifier: String {
        switch self {
        case .field(let name): "\"\(name)\""
        case .derived(let derived): "\"\(derived.rawValue)\""
        case .queryParameter(let name): "\"@query-param\";name=\"\(name)\""
        }
    }

    /// How it is spelled in JSON.
    public var text: String {
        switch self {
        case .field(let name): name
        case .derived(let derived): derived.rawValue
        case .queryParameter(let name): "@query-param;name=\"\(name)\""
        }
    }

    /// The name or the value of a parameter as a signature covers it: RFC 9421 §2.2.8 has it decoded, then encoded with the
    /// set of the WHATWG's forms, a space as `%20`.
    public static func encoded(_ text: String) -> String {
        PercentEncoding.encoded(text, keeping: "*").replacing("~", with: "%7E")
    }
}

/// Whether it is a character of a token, as names of fields and methods are (RFC 9110 §5.6.2).
public func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
    default: false
    }
}
