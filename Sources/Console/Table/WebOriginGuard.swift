internal import Model

/// Keeps web pages from driving an admin API that asks for no token: a page in a browser of this machine can send requests
/// to loopback addresses, and a name of its own can be made to resolve to one (DNS rebinding).
///
/// Browsers say which page sends a request (`Origin`, RFC 6454 §7; `Sec-Fetch-Site`, W3C Fetch Metadata) and which name they
/// asked for (`Host`); a page can change none of them. Programs that are no browsers send neither of the first two.
public struct WebOriginGuard: Sendable {
    /// Which names and addresses a request may ask for.
    public enum Hosts: Sendable, Hashable {
        /// Any: whoever reaches the API from elsewhere is expected to.
        case any
        /// Loopback ones, and these.
        case loopback(and: Set<String>)
    }

    private let hosts: Hosts
    private let origins: Set<String>

    /// - Parameters:
    ///   - hosts: which names a request may ask for.
    ///   - origins: other pages that may send requests, as browsers spell them: `https://console.test:8443`.
    public init(hosts: Hosts = .loopback(and: []), origins: Set<String> = []) {
        self.hosts = hosts
        self.origins = Set(origins.map { $0.lowercased() })
    }

    /// Refuses a request that a page of another site sent, or that asks for a name that is not ours.
    func check(_ request: IncomingRequest) throws(Refusal) {
        if let authority = request.authority, !isOurs(authority.host) {
            throw .forbidden(
                """
                the admin API of a server without accounts answers to loopback names only, not to \(authority); start it \
                with --allow-host \(authority.host) if that is meant
                """
            )
        }
        let origin = request.head.fields.first("Origin")?.lowercased()
        if let origin, isAllowed(origin) || isSame(origin, request) { return }
        guard origin == nil, isSameSite(request) else {
            throw .forbidden(
                """
                a page of another site (\(origin ?? "unnamed")) sent this request; start the server with --allow-origin \
                \(origin.map { $0 == "null" ? "ORIGIN" : $0 } ?? "ORIGIN") if that is meant
                """
            )
        }
    }

    /// Whether the page may send requests though it is not ours.
    func isAllowed(_ origin: String) -> Bool { origins.contains(origin.lowercased()) }

    private func isOurs(_ host: String) -> Bool {
        switch hosts {
        case .any: true
        case .loopback(let others): LoopbackName.includes(host) || others.contains(host)
        }
    }

    /// Whether the page came from the very place that the request goes to.
    private func isSame(_ origin: String, _ request: IncomingRequest) -> Bool {
        guard let authority = request.authority, let split = origin.firstRange(of: "://") else { return false }
        guard origin[..<split.lowerBound] == request.scheme.rawValue else { return false }
        return Authority(origin[split.upperBound...])?.normalized(for: request.scheme)
            == authority.normalized(for: request.scheme)
    }

    /// Whether the browser says that no other site has to do with it; what says nothing is no browser.
    private func isSameSite(_ request: IncomingRequest) -> Bool {
        ["same-origin", "none", nil].contains(request.head.fields.first("Sec-Fetch-Site"))
    }
}

/// Names and addresses that stay on this machine.
public enum LoopbackName {
    /// Whether a host is one: `localhost` and what ends in it (RFC 6761 §6.3), 127.0.0.0/8, ::1.
    public static func includes(_ host: String) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && !numbers.contains(nil) && numbers[0] == 127
    }
}
