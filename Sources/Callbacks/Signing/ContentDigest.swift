internal import Model
internal import TLS

/// The field through which a signature covers the content (RFC 9530 §2).
enum ContentDigest {
    /// The field's value for this content: SHA-256, unless the callback's own field says which algorithms it is to have. What
    /// it has of SHA-256 and SHA-512 is made anew, since it may be of other content, as that of a recording; other members
    /// stay as they are.
    static func value(of body: [UInt8], own: [String]) -> String {
        var members = own.flatMap { $0.split(separator: ",") }.map { member(String($0), body) }.filter { !$0.isEmpty }
        let isKnown = members.contains { $0.hasPrefix("sha-256=") || $0.hasPrefix("sha-512=") }
        if !isKnown { members.append(member("sha-256=", body)) }
        return members.joined(separator: ", ")
    }

    private static func member(_ text: String, _ body: [UInt8]) -> String {
        let text = text.drop { $0 == " " || $0 == "\t" }
        let name = text.prefix { $0 != "=" }.lowercased()
        return switch name {
        case "sha-256": "sha-256=:\(Base64.encoded(Digest.sha256(body))):"
        case "sha-512": "sha-512=:\(Base64.encoded(Digest.sha512(body))):"
        default: String(text)
        }
    }
}
