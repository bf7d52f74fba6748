internal import Model

/// What a recording teaches about routes and the webhooks that follow them.
struct LearnedKinds {
    private struct Pair: Hashable {
        var kind: WebhookKind
        var route: String
    }

    private var strength: [Pair: Double] = [:]
    private var best: [WebhookKind: Double] = [:]
    /// How often the route's exchange was the last of the strong candidates.
    private var lateness: [Pair: Double] = [:]
    private var counts: [WebhookKind: Int] = [:]

    /// Learns from the candidates: how many webhooks of a kind could come from a route, and how many exchanges of the
    /// route could have caused one.
    init(deliveries: [ObservedDelivery], routes: [String], candidates: [[CauseSearch.Candidate]]) {
        var kinds: [WebhookKind: Int] = [:]
        var routeCounts: [String: Int] = [:]
        var covered: [Pair: Int] = [:]
        var causing: [Pair: Set<Int>] = [:]
        var last: [Pair: Int] = [:]
        for route in routes { routeCounts[route, default: 0] += 1 }
        for (delivery, list) in zip(deliveries, candidates) {
            kinds[delivery.kind, default: 0] += 1
            // Only the strongest values count: a customer's id leads to all of the customer's exchanges.
            let most = list.map(\.value).max() ?? 0
            var seen: Set<String> = []
            let strong = list.filter { $0.value >= most - 4 }
            if let latest = strong.map(\.exchange).max() {
                last[Pair(kind: delivery.kind, route: routes[latest]), default: 0] += 1
            }
            for candidate in strong {
                let pair = Pair(kind: delivery.kind, route: routes[candidate.exchange])
                if seen.insert(pair.route).inserted { covered[pair, default: 0] += 1 }
                causing[pair, default: []].insert(candidate.exchange)
            }
        }
        counts = kinds
        for (pair, count) in covered {
            let coverage = Double(count) / Double(kinds[pair.kind] ?? 1)
            let yield = Double(causing[pair]?.count ?? 0) / Double(routeCounts[pair.route] ?? 1)
            let value = coverage * coverage * min(1, yield)
            strength[pair] = value
            best[pair.kind] = max(best[pair.kind] ?? 0, value)
            lateness[pair] = Double(last[pair] ?? 0) / Double(count)
        }
    }

    /// How usual it is that this route causes this kind: 0 for the usual cause, down to -12 for the most unusual.
    func prior(_ kind: WebhookKind, _ route: String) -> Double {
        guard let most = best[kind], most > 0, let value = strength[Pair(kind: kind, route: route)], value > 0 else {
            return -12
        }
        // Of two routes that both always come before, the one in between is what the webhook waits for.
        let passed = value >= 0.9 * most ? 6 * (1 - (lateness[Pair(kind: kind, route: route)] ?? 0)) : 0
        return max(-12, 2 * binaryLogarithm(value / most) - passed)
    }

    /// How many deliveries of this kind the recording has.
    func count(_ kind: WebhookKind) -> Int { counts[kind] ?? 0 }

    /// Whether no other route causes this kind more often.
    func isUsual(_ kind: WebhookKind, _ route: String) -> Bool { prior(kind, route) >= -1 }
}
