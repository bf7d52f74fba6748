internal import Model

/// What a recording teaches about routes and the webhooks that follow them.
struct LearnedKinds {
    private struct Pair: Hashable {
        var kind: WebhookKind
        var route: String
    }

    private struct Order: Hashable {
        var earlier: Pair
        var later: String
    }

    private var strength: [Pair: Double] = [:]
    private var best: [WebhookKind: Double] = [:]
    private var coverage: [Pair: Double] = [:]
    /// Routes after which another one that may be the cause always came before the webhook.
    private var passed: Set<Pair> = []
    private var counts: [WebhookKind: Int] = [:]
    private var routeCounts: [String: Int] = [:]

    /// How often one route must follow the other to be what the webhook waits for.
    private static let always = 0.95

    /// Learns from the candidates: how many webhooks of a kind could come from a route, how many exchanges of the route
    /// could have caused one, and which of two routes comes last.
    init(deliveries: [ObservedDelivery], routes: [String], candidates: [[CauseSearch.Candidate]]) {
        var covered: [Pair: Int] = [:]
        var causing: [Pair: Set<Int>] = [:]
        var orders: [Order: Int] = [:]
        for route in routes { routeCounts[route, default: 0] += 1 }
        for (delivery, list) in zip(deliveries, candidates) {
            counts[delivery.kind, default: 0] += 1
            // Only the strongest values count: a customer's id leads to all of the customer's exchanges.
            let most = list.map(\.value).max() ?? 0
            var latest: [String: Int] = [:]
            for candidate in list where candidate.value >= most - 4 {
                let route = routes[candidate.exchange]
                latest[route] = max(latest[route] ?? 0, candidate.exchange)
                causing[Pair(kind: delivery.kind, route: route), default: []].insert(candidate.exchange)
            }
            for (route, exchange) in latest {
                let pair = Pair(kind: delivery.kind, route: route)
                covered[pair, default: 0] += 1
                guard latest.count <= 16 else { continue }
                for (other, later) in latest where later > exchange {
                    orders[Order(earlier: pair, later: other), default: 0] += 1
                }
            }
        }
        for (pair, count) in covered {
            let share = Double(count) / Double(counts[pair.kind] ?? 1)
            let yield = Double(causing[pair]?.count ?? 0) / Double(routeCounts[pair.route] ?? 1)
            coverage[pair] = share
            strength[pair] = share * share * min(1, yield)
        }
        for (order, count) in orders where Double(count) >= Self.always * Double(covered[order.earlier] ?? 1) {
            passed.insert(order.earlier)
        }
        for (pair, value) in strength where !passed.contains(pair) {
            best[pair.kind] = max(best[pair.kind] ?? 0, value)
        }
    }

    /// How usual it is that this route causes this kind: 0 for the usual cause, down to -12 for the most unusual.
    func prior(_ kind: WebhookKind, _ route: String) -> Double {
        let pair = Pair(kind: kind, route: route)
        guard let most = best[kind], most > 0, let value = strength[pair], value > 0 else { return -12 }
        // Of two routes that both always come before, the one in between is what the webhook waits for.
        return max(-12, min(0, 2 * binaryLogarithm(value / most)) - (passed.contains(pair) ? 6 : 0))
    }

    /// How many deliveries of this kind the recording has.
    func count(_ kind: WebhookKind) -> Int { counts[kind] ?? 0 }

    /// Whether no other route causes this kind more often.
    func isUsual(_ kind: WebhookKind, _ route: String) -> Bool { prior(kind, route) >= -1 }

    /// Whether webhooks of this kind and exchanges of this route come as pairs: hardly one of the webhooks without such an
    /// exchange, and a good part of the exchanges with such a webhook.
    func isRegular(_ kind: WebhookKind, _ route: String) -> Bool {
        let pair = Pair(kind: kind, route: route)
        guard isUsual(kind, route), let share = coverage[pair], share >= 0.8 else { return false }
        return Double(count(kind)) >= 0.3 * Double(routeCounts[route] ?? 1)
    }
}
