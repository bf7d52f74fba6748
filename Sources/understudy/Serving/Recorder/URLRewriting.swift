internal import Console
internal import Model
internal import Proxy

/// Sends requests to other places than those they name.
struct URLRewriting {
    let rewrites: [TrafficModifications.Rewrite]

    /// The way of a request, as the first rewrite that fits says.
    func rewritten(_ forwarding: Forwarding, _ head: RequestHead) -> Forwarding {
        guard !rewrites.isEmpty else { return forwarding }
        let own = AbsoluteURL(head.target)?.target ?? head.target
        let target = forwarding.targetPrefix + own
        for rewrite in rewrites {
            if let next = rewritten(target, forwarding, by: rewrite) { return next }
        }
        return forwarding
    }

    private func rewritten(
        _ target: String,
        _ forwarding: Forwarding,
        by rewrite: TrafficModifications.Rewrite
    ) -> Forwarding? {
        var forwarding = forwarding
        var (from, to) = (rewrite.from, rewrite.to)
        if let old = AbsoluteURL(from), let new = AbsoluteURL(to) {
            guard old.origin == forwarding.upstream else { return nil }
            (forwarding.upstream, from, to) = (new.origin, old.target, new.target)
        }
        guard target.hasPrefix(from) else { return nil }
        let rest = target.dropFirst(from.count)
        // `/v1` is no beginning of `/v10`.
        guard from.hasSuffix("/") || rest.isEmpty || "/?".contains(rest.first ?? "/") else { return nil }
        forwarding.target = to + (to.hasSuffix("/") && rest.hasPrefix("/") ? rest.dropFirst() : rest)
        return forwarding
    }
}
