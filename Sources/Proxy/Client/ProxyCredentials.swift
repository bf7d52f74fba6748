internal import Model

/// What a client says to the proxy about itself (RFC 9110 §11.7.1, RFC 7617). We ask for no credentials; a user name that
/// is given all the same names somebody.
enum ProxyCredentials {
    /// The user name of `Proxy-Authorization: Basic`; nil without one.
    static func user(in fields: FieldSection) -> String? {
        guard let value = fields.first("Proxy-Authorization") else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let bytes = Base64.decoded(String(parts[1])) else {
            return nil
        }
        let name = String(decoding: bytes.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
        return name.isEmpty ? nil : name
    }
}
