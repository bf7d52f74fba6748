internal import CCurl
internal import Model

/// Holds the connections of one transfer against the policy, as libcurl is about to make and use them.
///
/// Confined to the dispatcher's thread.
final class TargetCheck {
    /// Why the last one was refused.
    private(set) var denial: String?
    private let policy: TargetPolicy
    private let isProxied: Bool
    private let easy: OpaquePointer?

    init(policy: TargetPolicy = TargetPolicy(), isProxied: Bool = false, easy: OpaquePointer? = nil) {
        (self.policy, self.isProxied, self.easy) = (policy, isProxied, easy)
    }

    /// Whether the transfer may talk to this address. Through a proxy the address is the proxy's, which the operator chose:
    /// then only the URL's host counts.
    func allows(_ address: NetworkAddress?) -> Bool {
        let addresses = isProxied ? [] : [address].compactMap { $0 }
        guard let reason = policy.denial(host: host, addresses: addresses) else { return true }
        denial = reason
        return false
    }

    /// The host of the URL in use, which a redirect may have brought.
    private var host: String {
        guard let easy, let text = ccurl_get_text(easy, CURLINFO_EFFECTIVE_URL) else { return "" }
        return AbsoluteURL(String(cString: text))?.origin.host ?? ""
    }
}
