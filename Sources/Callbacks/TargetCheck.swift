internal import Model

/// Holds the connections of one transfer against the policy, as libcurl is about to make and use them.
struct TargetCheck {
    /// Why the last one was refused.
    private(set) var denial: String?
    private let policy: TargetPolicy
    private let isProxied: Bool

    init(policy: TargetPolicy = TargetPolicy(), isProxied: Bool = false) {
        (self.policy, self.isProxied) = (policy, isProxied)
    }

    /// Whether the transfer may talk to this address. Through a proxy the address is the proxy's, which the operator chose:
    /// then only the URL's host counts.
    ///
    /// - Parameter host: of the URL in use, which a redirect may have brought.
    mutating func allows(_ address: NetworkAddress?, host: String) -> Bool {
        let addresses = isProxied ? [] : [address].compactMap { $0 }
        guard let reason = policy.denial(host: host, addresses: addresses) else { return true }
        denial = reason
        return false
    }
}
