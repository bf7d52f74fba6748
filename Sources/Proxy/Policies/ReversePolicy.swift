public import Model

/// A reverse proxy: every request goes to one upstream, whatever host it names.
public struct ReversePolicy: ExchangePolicy {
    private let forwarding: Forwarding

    /// - Parameters:
    ///   - upstream: where requests go; its path is put before theirs, its query is ignored.
    ///   - preservesHost: whether the client's Host field goes on as it came.
    ///   - rewritesLocation: whether what points at the upstream in responses is turned into our own address.
    ///   - kind: `.webhook` for calls that the system under record makes.
    public init(
        upstream: AbsoluteURL,
        preservesHost: Bool = false,
        rewritesLocation: Bool = true,
        kind: Exchange.Kind = .exchange
    ) {
        var prefix = RequestTarget(upstream.target).path
        while prefix.hasSuffix("/") { prefix.removeLast() }
        forwarding = Forwarding(
            upstream: upstream.origin,
            targetPrefix: prefix,
            preservesHost: preservesHost,
            rewritesLocation: rewritesLocation,
            kind: kind
        )
    }

    /// Forwards everything.
    public func decide(_ request: IncomingRequest) -> Decision { .forward(forwarding) }

    /// Refuses: a reverse proxy opens no tunnels.
    public func decideTunnel(to authority: Authority, client: String) -> TunnelDecision {
        .refuse(
            .text(
                405,
                """
                This port is a reverse proxy for \(forwarding.upstream) and opens no tunnel to \(authority).
                Use a forward proxy (record --listen ADDR) as the client's HTTPS_PROXY instead.

                """
            )
        )
    }
}
