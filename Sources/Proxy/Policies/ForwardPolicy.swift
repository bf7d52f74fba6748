public import Model

/// A forward proxy: a request goes to the authority that its target or its tunnel names.
public struct ForwardPolicy: ExchangePolicy {
    /// Hosts whose tunnels pass unread.
    public let tunnelledHosts: [HostPattern]

    /// Intercepts every tunnel but those to the hosts named.
    public init(tunnelledHosts: [HostPattern] = []) {
        self.tunnelledHosts = tunnelledHosts
    }

    /// Forwards absolute and tunnelled requests; one in origin-form is told what this port is.
    public func decide(_ request: IncomingRequest) -> Decision {
        guard request.form != .origin, let authority = request.authority else {
            return .refuse(.text(421, Self.explanation(request)))
        }
        return .forward(Forwarding(upstream: Origin(scheme: request.scheme, authority: authority)))
    }

    /// Intercepts unless a rule says otherwise.
    public func decideTunnel(to authority: Authority, client: String) -> TunnelDecision {
        tunnelledHosts.contains { $0.matches(authority) } ? .tunnel : .intercept
    }

    private static func explanation(_ request: IncomingRequest) -> String {
        """
        This port is a forward proxy, and the request for \(request.head.target) names no host to forward it to.
        Set it as the proxy of your client (HTTP_PROXY, HTTPS_PROXY, curl --proxy), \
        or start a reverse proxy with --reverse ADDR=URL and call that.

        """
    }
}
