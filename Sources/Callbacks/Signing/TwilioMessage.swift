internal import Model
internal import TLS

/// What Twilio signs (<https://www.twilio.com/docs/usage/security#validating-requests>): the whole URL and, of a form, name and
/// value of each parameter in the order of the names. Content of another kind is covered by its SHA-256 in the query.
enum TwilioMessage {
    /// The bytes to sign.
    ///
    /// - Parameter request: gets `bodySHA256` into its URL where its content is covered by that.
    static func bytes(of request: inout SignedRequest) -> [UInt8] {
        guard !request.isForm else { return Array(request.url.utf8) + parameters(request.body) }
        if !request.body.isEmpty { request.url = url(request.url, digest: hexText(Digest.sha256(request.body))) }
        return Array(request.url.utf8)
    }

    /// A value that stands twice under one name counts once, and those of one name are in order, as in Twilio's libraries.
    private static func parameters(_ body: [UInt8]) -> [UInt8] {
        let pairs = FormEncoding.pairs(of: String(decoding: body, as: UTF8.self))
            .map { [Array($0.name.utf8), Array($0.value.utf8)] }
        return Set(pairs).sorted { $0.lexicographicallyPrecedes($1) { $0.lexicographicallyPrecedes($1) } }
            .flatMap { $0[0] + $0[1] }
    }

    /// The parameter at the end of the query, in place of an earlier one.
    private static func url(_ url: String, digest: String) -> String {
        let parts = url.prefix { $0 != "#" }.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let others = parts.dropFirst().flatMap { $0.split(separator: "&") }.filter { !$0.hasPrefix("bodySHA256=") }
        return "\(parts[0])?" + (others.map(String.init) + ["bodySHA256=\(digest)"]).joined(separator: "&")
    }
}
