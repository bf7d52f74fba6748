public import Model

/// Finds out which exchange caused which observed webhook or message.
public struct Attributor: Sendable {
    /// An attributor.
    public init() {}

    /// One attribution for each observed webhook and message, retries included, in order of their ids; `cause` is nil where nothing
    /// explains it.
    ///
    /// - Parameters:
    ///   - exchanges: all exchanges and observed webhooks, in any order.
    ///   - messages: all observed messages, in any order.
    ///   - pins: attributions that a person decided; they stay as they are.
    public func attribute(
        _ exchanges: [Exchange],
        _ messages: [ObservedMessage] = [],
        pins: [Attribution] = []
    ) -> [Attribution] {
        let shapes = PathShapes(exchanges, names: RecordingBuilder.namesOfThings(exchanges))
        let deliveries = DeliveryGrouping.deliveries(ObservedCallback.all(exchanges, messages))
        return attribute(exchanges, deliveries, pins: pins, shapes: shapes)
    }

    /// The same with deliveries and routes that are known.
    func attribute(
        _ exchanges: [Exchange],
        _ deliveries: [ObservedDelivery],
        pins: [Attribution],
        shapes: PathShapes
    ) -> [Attribution] {
        guard !deliveries.isEmpty else { return [] }
        let causes = exchanges.filter { $0.kind == .exchange }.sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
        let pinned = Dictionary(pins.filter(\.isPinned).map { ($0.webhook, $0) }) { _, last in last }
        let search = CauseSearch(causes: causes, deliveries: deliveries, shapes: shapes)
        let verdicts = search.verdicts()
        var result: [Attribution] = []
        for (delivery, verdict) in zip(deliveries, verdicts) {
            let pin = delivery.attempts.lazy.compactMap { pinned[$0.id] }.first
            for attempt in delivery.attempts {
                let isRetry = attempt.id != delivery.first.id
                if var pin {
                    pin.webhook = attempt.id
                    result.append(pin)
                } else {
                    result.append(
                        Attribution(
                            webhook: attempt.id,
                            cause: verdict.cause.map { causes[$0].id },
                            confidence: verdict.confidence,
                            evidence: (isRetry
                                ? ["the same delivery as \(delivery.first.noun) \(delivery.first.id)"] : [])
                                + verdict.evidence
                        )
                    )
                }
            }
        }
        return result.sorted { $0.webhook < $1.webhook }
    }
}
