internal import Model

/// A JSON Web Token as it is sent (RFC 7519): header, claims and signature in base64url.
struct WebToken {
    /// The header's text.
    let header: String
    let claims: JSONObject
    /// How long the signature is, in characters; 0 for an unsecured token.
    let signatureLength: Int

    /// Reads a token; nil when the text is none.
    init?(_ text: String) {
        guard text.hasPrefix("ey"), text.utf8.count <= 8_192 else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64.decoded(String(parts[0])),
            let claims = Base64.decoded(String(parts[1])),
            case .object? = try? JSON.parse(header), case .object(let object)? = try? JSON.parse(claims),
            let headerText = String(validating: header, as: UTF8.self)
        else { return nil }
        (self.header, self.claims, signatureLength) = (headerText, object, parts[2].utf8.count)
    }
}
