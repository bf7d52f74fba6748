/// Ours: the delivery rules of a provider, as its documentation gives them; `preset` in JSON. What a callback says itself
/// goes before them.
public enum CallbackPreset: String, Sendable, Hashable, CaseIterable {
    /// Stripe: growing gaps over three days; only 2xx is a success.
    case stripe
    /// GitHub: 10 s, one attempt.
    case github
    /// Shopify: 5 s, eight further attempts over four hours.
    case shopify
    /// Slack: 3 s, three further attempts: at once, after one minute, after five.
    case slack
    /// Standard Webhooks: its example schedule over three days, 410 is final, `Retry-After` is honoured.
    case standardWebhooks = "standard-webhooks"

    /// How long one attempt may take.
    public var timeout: Duration {
        switch self {
        case .stripe, .standardWebhooks: .seconds(20)
        case .github: .seconds(10)
        case .shopify: .seconds(5)
        case .slack: .seconds(3)
        }
    }

    /// When a failed attempt is followed by another.
    public var retries: RetryPlan {
        var plan = RetryPlan()
        switch self {
        case .github: break
        case .stripe:
            plan.count = 16
            plan.backoff = Backoff(initial: .seconds(60))
            plan.backoff?.maximum = .seconds(8 * 3_600)
            plan.backoff?.jitter = 0.1
        case .shopify:
            plan.count = 8
            plan.backoff = Backoff(initial: .seconds(56))
        case .slack: plan.delays = [.zero, .seconds(60), .seconds(300)]
        case .standardWebhooks:
            let hours = [2, 5, 10, 14, 20, 24]
            plan.delays = [.seconds(5), .seconds(300), .seconds(1_800)] + hours.map { .seconds($0 * 3_600) }
        }
        if !plan.delays.isEmpty { plan.count = plan.delays.count }
        return plan
    }

    /// Which answers are failures.
    public var failure: FailureRule {
        var rule = FailureRule()
        rule.statuses = [300...599]
        guard self == .standardWebhooks else { return rule }
        rule.final = [410]
        rule.honoursRetryAfter = true
        return rule
    }

    /// How it signs, where a callback has `sign` without a scheme.
    public var scheme: SignatureConfig.SignatureScheme {
        switch self {
        case .stripe: .stripe
        case .github: .github
        case .shopify: .shopify
        case .slack: .slack
        case .standardWebhooks: .standardWebhooks
        }
    }
}
