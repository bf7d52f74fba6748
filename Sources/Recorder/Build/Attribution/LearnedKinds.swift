internal import Model

/// What a recording teaches about routes and the webhooks that follow them. Both go by number.
struct LearnedKinds {
    private struct Pair: Hashable {
        var kind: Int
        var route: Int
    }

    private struct Order: Hashable {
        var earlier: Pair
        var later: Int
    }

    private var strength: [Pair: Double] = [:]
    private var best: [Int: Double] = [:]
    private var coverage: [Pair: Double] = [:]
    /// Routes after which another one that may be the cause always came before the webhook.
    private var passed: Set<Pair> = []
    private var counts: [Int: Int] = [:]
    private var routeCounts: [Int: Int] = [:]

    /// How often one route must follow the other to be what the webhook waits for.
    private static let always = 0.95
    /// More routes than this at once tell nothing about their order.
    private static let variety = 16

    /// Learns from the candidates: how many webhooks of a kind could come from a route, how many exchanges of the route
    /// could have caused one, and which of two routes comes last.
    ///
    /// - Parameters:
    ///   - kinds: one for each delivery.
    ///   - routes: one for each exchange.
    ///   - candidates: the exchanges that may have caused each delivery.
    init(kinds: [Int], routes: [Int], candidates: [[CauseSearch.Candidate]]) {
        var covered: [Pair: Int] = [:]
        var causing: [Pair: Set<Int>] = [:]
        var orders: [Order: Int] = [:]
        for route in routes { routeCounts[route, default: 0] += 1 }
        for (kind, list) in zip(kinds, candidates) {
            counts[kind, default: 0] += 1
            // Only the strongest values count: a customer's id leads to all of the customer's exchanges.
            let most = list.map(\.value).max() ?? 0
            var likeliest: [Int: CauseSearch.Candidate] = [:]
            for candidate in list where candidate.value >= most - 4 {
                let route = routes[candidate.exchange]
                let known = likeliest[route]
                if known.map({ ($0.value, $0.exchange) < (candidate.value, candidate.exchange) }) ?? true {
                    likeliest[route] = candidate
                }
                causing[Pair(kind: kind, route: route), default: []].insert(candidate.exchange)
            }
            for (route, candidate) in likeliest {
                let pair = Pair(kind: kind, route: route)
                covered[pair, default: 0] += 1
                guard likeliest.count <= Self.variety else { continue }
                for (other, later) in likeliest where later.exchange > candidate.exchange {
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

    /// How usual it is that this route causes this kind: 0 for the usual cause, down to -12 for the most unusual. A route that
    /// was seen seldom says little.
    func prior(_ kind: Int, _ route: Int) -> Double {
        let pair = Pair(kind: kind, route: route)
        let lowest = max(-12, -1 - 1.5 * binaryLogarithm(Double(1 + (routeCounts[route] ?? 0))))
        guard let most = best[kind], most > 0, let value = strength[pair], value > 0 else { return lowest }
        // Of two routes that both always come before, the one in between is what the webhook waits for.
        return max(lowest, min(0, 2 * binaryLogarithm(value / most)) - (passed.contains(pair) ? 6 : 0))
    }

    /// How many deliveries of this kind the recording has.
    func count(_ kind: Int) -> Int { counts[kind] ?? 0 }

    /// Whether no other route causes this kind more often.
    func isUsual(_ kind: Int, _ route: Int) -> Bool { prior(kind, route) >= -1 }

    /// Whether webhooks of this kind and exchanges of this route come as pairs: hardly one of the webhooks without such an
    /// exchange, and at least half of the exchanges with such a webhook.
    func isRegular(_ kind: Int, _ route: Int) -> Bool {
        guard isUsual(kind, route), let share = coverage[Pair(kind: kind, route: route)], share >= 0.8 else {
            return false
        }
        return Double(count(kind)) >= 0.5 * Double(routeCounts[route] ?? 1)
    }
}

/// Gives each of many values its number.
struct Numbering<Value: Hashable> {
    private(set) var values: [Value] = []
    private var numbers: [Value: Int] = [:]

    mutating func number(of value: Value) -> Int {
        if let known = numbers[value] { return known }
        numbers[value] = values.count
        values.append(value)
        return values.count - 1
    }
}
