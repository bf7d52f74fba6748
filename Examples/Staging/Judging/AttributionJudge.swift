import Model

/// Holds attributions against the true causes.
struct AttributionJudge {
    /// Of the webhooks that share a value with their cause: right among those for which a cause was named.
    private(set) var precision = Score()
    /// The same among all.
    private(set) var recall = Score()
    /// Of all others, decoys too: right among those for which a cause was named.
    private(set) var unshared = Score()

    init(_ attributions: [Attribution], _ truth: Truth) {
        for attribution in attributions {
            guard let webhook = truth.webhooks[attribution.webhook] else { continue }
            let isRight = attribution.cause == webhook.cause
            let operation = truth.messages[attribution.webhook]?.operation ?? ""
            let named = attribution.cause.map { "\($0) (\(truth.messages[$0]?.operation ?? ""))" } ?? "nothing"
            let meant = webhook.cause.map { "\($0) (\(truth.messages[$0]?.operation ?? ""))" } ?? "nothing"
            let words = "\(operation) \(attribution.webhook): \(named) instead of \(meant): \(attribution.evidence)"
            if webhook.isShared {
                recall.count(isRight, words)
                if attribution.cause != nil { precision.count(isRight, words) }
            } else if attribution.cause != nil {
                unshared.count(isRight, words)
            }
        }
    }
}
