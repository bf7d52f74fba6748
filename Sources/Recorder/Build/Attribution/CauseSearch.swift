internal import Model

/// Weighs the evidence: values that flow, kinds that were learned, and time.
struct CauseSearch {
    private let causes: [Exchange]
    private let deliveries: [ObservedDelivery]
    private let deliveryTokens: [[String: Double]]
    private let index: TokenIndex
    /// The route of each exchange and the kind of each delivery, by number.
    private let routes: [Int]
    private let kinds: [Int]
    private let routeNames: [String]
    /// What a candidate is judged by, for each exchange.
    private let starts: [Timestamp]
    private let penalties: [Double]

    /// What was decided about one delivery.
    struct Verdict {
        var cause: Int?
        var confidence: Double
        var evidence: [String]
    }

    /// An exchange that may have caused a delivery.
    struct Candidate {
        var exchange: Int
        /// The rarest shared value counts fully, the others a little.
        var value: Double
        /// What the most telling shared value says by itself, however rare it is here.
        var bits = 0.0
        var kind = 0.0
        var time = 0.0
        var total: Double { value + kind + time }
    }

    /// What an exchange and a delivery share.
    private struct Share {
        var weights: [Double] = []
        var bits = 0.0

        mutating func add(_ entry: TokenIndex.Entry, _ weight: Double) {
            weights.append(weight)
            // What very many exchanges hold says nothing by itself, long as it may be.
            let isRare = entry.exchanges.count <= CauseSearch.rare
            bits = max(bits, isRare ? entry.bits : min(entry.bits, CauseSearch.telling - 1))
        }
    }

    /// A webhook that shares no value is looked for within this time.
    static let window = Duration.seconds(60)

    /// Values that stand in more exchanges than this find no candidates where others did.
    fileprivate static let rare = 24

    /// Values that say less by themselves, amounts and counts, may be shared by chance.
    static let telling = 20.0

    /// - Parameters:
    ///   - causes: the exchanges in order of time.
    ///   - deliveries: the deliveries in order of time.
    init(causes: [Exchange], deliveries: [ObservedDelivery], shapes: PathShapes) {
        (self.causes, self.deliveries) = (causes, deliveries)
        deliveryTokens = deliveries.map { ValueTokens(of: $0.first).bits }
        index = TokenIndex(deliveries: deliveryTokens, causes: causes.count) { Self.tokens(ofCause: causes[$0]) }
        var routeNumbers = Numbering<String>()
        let names = RouteNames(causes, shapes: shapes)
        let named = causes.map { names.name(of: $0) }
        routes = named.map { routeNumbers.number(of: $0.text) }
        routeNames = routeNumbers.values
        var kindNumbers = Numbering<CallbackKind>()
        kinds = deliveries.map { kindNumbers.number(of: $0.kind) }
        starts = causes.map(\.startedAt)
        let repeats = RepeatedAnswers(causes)
        penalties = zip(causes, named).enumerated()
            .map { number, cause in
                (cause.1.isSafe || repeats.contains(number) ? 9 : 0)
                    + ((cause.0.response?.head.status ?? 500) >= 400 ? 2 : 0)
            }
    }

    /// One verdict for each delivery.
    func verdicts() -> [Verdict] {
        var candidates = deliveries.indices.map(candidates(for:))
        let learned = LearnedKinds(kinds: kinds, routes: routes, candidates: candidates)
        for delivery in candidates.indices {
            for number in candidates[delivery].indices {
                let exchange = candidates[delivery][number].exchange
                candidates[delivery][number].kind = learned.prior(kinds[delivery], routes[exchange])
            }
            candidates[delivery].sort { ($0.total, $1.exchange) > ($1.total, $0.exchange) }
        }
        return decide(candidates, learned)
    }

    // MARK: Candidates

    private func candidates(for delivery: Int) -> [Candidate] {
        let start = deliveries[delivery].first.sentAt
        let end = firstCause(after: start)
        // The rarest values find the candidates; the common ones only add to what was found, unless nothing else did.
        let shared = deliveryTokens[delivery].keys
            .compactMap { token -> (token: String, entry: TokenIndex.Entry, weight: Double)? in
                guard let entry = index.entries[token], !entry.exchanges.isEmpty,
                    entry.exchanges.count <= TokenIndex.commonness
                else { return nil }
                let weight = index.weight(entry)
                return weight > 0.5 ? (token, entry, weight) : nil
            }
            .sorted { ($0.entry.exchanges.count, $0.token) < ($1.entry.exchanges.count, $1.token) }
        var shares: [Int32: Share] = [:]
        var isFound = false
        for (_, entry, weight) in shared {
            if isFound, entry.exchanges.count > Self.rare {
                for exchange in Array(shares.keys) where entry.isHeld(by: Int(exchange)) {
                    shares[exchange, default: Share()].add(entry, weight)
                }
                continue
            }
            for exchange in entry.exchanges where exchange < end {
                shares[exchange, default: Share()].add(entry, weight)
                isFound = isFound || (entry.bits >= Self.telling && penalties[Int(exchange)] == 0)
            }
        }
        var result = shares.map { exchange, share in
            let most = share.weights.max() ?? 0
            // Added in order of size, so that rounding does not depend on the order of a hash table.
            let others = share.weights.sorted().reduce(0, +) - most
            var found = candidate(Int(exchange), value: most + min(3, 0.15 * others), start: start)
            found.bits = share.bits
            return found
        }
        // Where an exchange of a route shares an identifier, those of the same route that share an amount are chance.
        let identified = Set(result.filter { $0.bits >= Self.telling }.map { routes[$0.exchange] })
        result.removeAll { $0.bits < Self.telling && identified.contains(routes[$0.exchange]) }
        if result.isEmpty { result = nearby(start, end: end) }
        return result
    }

    /// Without any shared value: what was going on shortly before.
    private func nearby(_ start: Timestamp, end: Int32) -> [Candidate] {
        var result: [Candidate] = []
        var number = Int(end) - 1
        while number >= 0, result.count < 128, start - starts[number] <= Self.window {
            if penalties[number] < 9 {
                result.append(candidate(number, value: 0, start: start))
            }
            number -= 1
        }
        return result
    }

    private func candidate(_ exchange: Int, value: Double, start: Timestamp) -> Candidate {
        var candidate = Candidate(exchange: exchange, value: value - penalties[exchange])
        let lag = max(0, (start - starts[exchange]).inMilliseconds / 1_000)
        candidate.time = -0.2 * binaryLogarithm(1 + lag)
        return candidate
    }

    /// The number of the first exchange that began after an instant.
    private func firstCause(after instant: Timestamp) -> Int32 {
        var (lower, upper) = (0, causes.count)
        while lower < upper {
            let middle = (lower + upper) / 2
            if starts[middle] <= instant { lower = middle + 1 } else { upper = middle }
        }
        return Int32(lower)
    }

    // MARK: Decisions

    /// The clear ones first: what they take is no longer free for the unclear ones of their kind.
    private func decide(_ candidates: [[Candidate]], _ learned: LearnedKinds) -> [Verdict] {
        var verdicts = [Verdict](repeating: Verdict(cause: nil, confidence: 0, evidence: []), count: deliveries.count)
        var taken: [Int: Set<Int>] = [:]
        var open: [Int] = []
        for (delivery, list) in candidates.enumerated() {
            if let verdict = clearVerdict(delivery, list, learned) {
                verdicts[delivery] = verdict
                if let cause = verdict.cause { taken[kinds[delivery], default: []].insert(cause) }
            } else {
                open.append(delivery)
            }
        }
        for delivery in open {
            let kind = kinds[delivery]
            verdicts[delivery] =
                inheritedVerdict(delivery, verdicts)
                ?? openVerdict(delivery, candidates[delivery], taken[kind, default: []], learned)
            if let cause = verdicts[delivery].cause { taken[kind, default: []].insert(cause) }
        }
        return verdicts
    }

    /// A webhook about a webhook: what it names stands in no exchange, but in an earlier delivery whose cause is known.
    private func inheritedVerdict(_ delivery: Int, _ verdicts: [Verdict]) -> Verdict? {
        let tokens = deliveryTokens[delivery].sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (token, bits) in tokens where bits >= Self.telling {
            guard let entry = index.entries[token], entry.exchanges.isEmpty, entry.deliveries <= TokenIndex.chain else {
                continue
            }
            for other in entry.holders where other < delivery {
                let known = verdicts[Int(other)]
                guard let cause = known.cause, starts[cause] <= deliveries[delivery].first.sentAt else {
                    continue
                }
                let spelling = ValueTokens(of: deliveries[delivery].first).spellings[token] ?? token
                let holder = deliveries[Int(other)].first
                let words = "\"\(spelling)\" stands in \(holder.noun) \(holder.id) as well, which it caused"
                return Verdict(cause: cause, confidence: min(known.confidence, 0.95), evidence: [words])
            }
        }
        return nil
    }

    /// Whether shared values that chance may explain are no coincidence, since the two sorts come as pairs.
    private func isBelievable(_ candidate: Candidate, _ delivery: Int, _ learned: LearnedKinds) -> Bool {
        candidate.bits >= Self.telling || learned.isRegular(kinds[delivery], routes[candidate.exchange])
    }

    private func clearVerdict(_ delivery: Int, _ list: [Candidate], _ learned: LearnedKinds) -> Verdict? {
        guard let best = list.first, best.value >= 1.5, isBelievable(best, delivery, learned) else { return nil }
        if let fuller = fuller(than: best, in: list, delivery) {
            return Verdict(cause: fuller.exchange, confidence: 0.9, evidence: evidence(delivery, fuller, learned))
        }
        let margin = list.count > 1 ? best.total - list[1].total : best.total + 4
        guard margin >= 1 else { return nil }
        let confidence = min(1 - power(-margin), 1 - power(-best.value - 2), 0.999)
        return Verdict(cause: best.exchange, confidence: confidence, evidence: evidence(delivery, best, learned))
    }

    /// Several exchanges are as good, or no value is shared: only what is left over alone may be believed.
    private func openVerdict(
        _ delivery: Int,
        _ list: [Candidate],
        _ taken: Set<Int>,
        _ learned: LearnedKinds
    ) -> Verdict {
        guard !list.isEmpty else {
            return Verdict(
                cause: nil,
                confidence: 0,
                evidence: ["no exchange before it shares a value or was near in time"]
            )
        }
        let free = list.filter { !taken.contains($0.exchange) }
        guard let best = free.first else {
            return Verdict(
                cause: nil,
                confidence: 0,
                evidence: ["every exchange that fits has caused another such webhook"]
            )
        }
        let rivals = free.filter { best.total - $0.total < 1 && $0.exchange != best.exchange }
        if !rivals.isEmpty {
            if let fullest = fullest([best] + rivals, delivery) {
                return Verdict(cause: fullest.exchange, confidence: 0.8, evidence: evidence(delivery, fullest, learned))
            }
            let ids = ([best] + rivals).map { causes[$0.exchange].id }.sorted()
            let shown = ids.prefix(4).map { "\($0)" }.joined(separator: ", ")
            let words = "\(ids.count) exchanges fit equally well: \(shown)\(ids.count > 4 ? ", …" : "")"
            return Verdict(cause: nil, confidence: 0, evidence: [words])
        }
        guard isBelievable(best, delivery, learned) else {
            let reason = best.value < 1.5 ? "near in time only" : "what is shared may be chance"
            return Verdict(cause: nil, confidence: 0.2, evidence: ["\(reason), and not the usual cause"])
        }
        if best.value < 1.5 {
            return Verdict(cause: best.exchange, confidence: 0.6, evidence: evidence(delivery, best, learned))
        }
        return Verdict(cause: best.exchange, confidence: 0.7, evidence: evidence(delivery, best, learned))
    }

    /// A later one that says all that the usual cause says about a delivery, and more.
    private func fuller(than usual: Candidate, in list: [Candidate], _ delivery: Int) -> Candidate? {
        let rivals = list.filter {
            $0.exchange > usual.exchange && $0.value > usual.value && penalties[$0.exchange] == 0
        }
        guard !rivals.isEmpty, let found = fullest([usual] + rivals.prefix(Self.voices), delivery) else { return nil }
        return found.exchange == usual.exchange ? nil : found
    }

    /// More candidates than this are not heard one by one.
    private static let voices = 8

    /// The one that says all that any of the others says about a delivery, and more: what came of a thing is told where it became
    /// of it, and not where the thing was made.
    private func fullest(_ rivals: [Candidate], _ delivery: Int) -> Candidate? {
        let telling = deliveryTokens[delivery].filter { $0.value >= Self.telling }.keys
        let said = rivals.map { rival in
            Set(telling.filter { index.entries[$0]?.isHeld(by: rival.exchange) == true })
        }
        guard let most = said.indices.max(by: { said[$0].count < said[$1].count }),
            said.indices.allSatisfy({ $0 == most || said[$0].isStrictSubset(of: said[most]) })
        else { return nil }
        return rivals[most]
    }

    private func evidence(_ delivery: Int, _ best: Candidate, _ learned: LearnedKinds) -> [String] {
        let spellings = ValueTokens(of: deliveries[delivery].first).spellings
        let shared = deliveryTokens[delivery].keys
            .compactMap { token -> SharedValue? in
                guard let entry = index.entries[token], entry.isHeld(by: best.exchange) else { return nil }
                return SharedValue(text: spellings[token] ?? token, entry: entry, weight: index.weight(entry))
            }
        var words = SharedValue.mostTelling(shared).map(\.sentence)
        let kind = deliveries[delivery].kind
        if best.kind > -1, learned.count(kinds[delivery]) > 1 {
            words.append("\(routeNames[routes[best.exchange]]) is usually followed by \(kind.summary)")
        }
        let lag = Int((deliveries[delivery].first.sentAt - starts[best.exchange]).inMilliseconds)
        let shown = lag < 10_000 ? "\(lag) ms" : "\(lag / 1_000).\(lag % 1_000 / 100) s"
        words.append("it came \(shown) after the request began")
        return words
    }

    private func power(_ exponent: Double) -> Double {
        var result = 1.0
        var rest = -exponent
        while rest >= 1 {
            result /= 2
            rest -= 1
            if result < 1e-9 { return 0 }
        }
        return result * (1 - rest / 2)
    }

    // MARK: Tokens

    private static func tokens(ofCause exchange: Exchange) -> [String: Double] {
        var tokens = ValueTokens(sentAt: exchange.startedAt)
        tokens.add(target: exchange.request.target)
        tokens.add(fields: exchange.request.fields)
        if let json = Content.request(exchange.requestBody, fields: exchange.request.fields) { tokens.add(json: json) }
        if let response = exchange.response {
            tokens.add(fields: response.head.fields)
            tokens.add(content: Content(body: response.body, fields: response.head.fields))
        }
        return tokens.bits
    }
}
