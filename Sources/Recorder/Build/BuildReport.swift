public import Model

/// What a build found and what it could not explain: printed by `understudy build`.
public struct BuildReport: Sendable, Hashable {
    /// One mock and what it stands for.
    public struct MockLine: Sendable, Hashable {
        /// The mock.
        public var mock: MockID
        /// `POST api.example.test/orders → 201`, with its conditions.
        public var summary: String
        /// How many recorded exchanges it answers.
        public var samples: Int
        /// How many callbacks it has.
        public var callbacks: Int
        /// Where templates stand and why, one sentence each.
        public var findings: [String] { details.map(\.sentence) }
        /// What varies and nothing explains, one sentence each.
        public var unexplained: [String]
        /// The findings in their parts.
        var details: [Finding]
    }

    /// Exchanges that the mocks were built from.
    public var exchangeCount = 0
    /// Observed webhooks, retries included.
    public var webhookCount = 0
    /// Deliveries: webhooks with their retries counted once.
    public var deliveryCount = 0
    /// Observed messages, those that were published twice counted once.
    public var messageCount = 0
    /// The mocks in the order of the file.
    public var mocks: [MockLine] = []
    /// Webhooks and messages without a cause: id, what it was, and why it stayed alone.
    public var unattributed: [String] = []
    /// Exchanges from which no mock was made, and why.
    public var skipped: [String] = []
    /// Other remarks, such as content codings that were undone, and what was redacted (added by the caller).
    public var notes: [String] = []

    /// How many callbacks all mocks have.
    public var callbackCount: Int { mocks.reduce(0) { $0 + $1.callbacks } }

    /// How many values stayed unexplained.
    public var unexplainedCount: Int { mocks.reduce(0) { $0 + $1.unexplained.count } }

    /// An empty report.
    public init() {}

    /// The report for people.
    public var text: String { BuildReportText(self).lines.joined(separator: "\n") + "\n" }

    /// The same for machines.
    public var json: JSON {
        [
            "exchanges": .int(exchangeCount), "webhooks": .int(webhookCount), "deliveries": .int(deliveryCount),
            "messages": .int(messageCount),
            "callbacks": .int(callbackCount), "mocks": .array(mocks.map(\.json)),
            "unattributed": .array(unattributed.map { .string($0) }), "skipped": .array(skipped.map { .string($0) }),
            "notes": .array(notes.map { .string($0) }),
        ]
    }
}

extension BuildReport {
    /// Counts what was observed, and names what stayed alone.
    mutating func count(
        _ callbacks: [ObservedCallback],
        _ deliveries: [ObservedDelivery],
        _ attributions: [Attribution]
    ) {
        func isWebhook(_ callback: ObservedCallback) -> Bool { if case .webhook = callback { true } else { false } }
        webhookCount = callbacks.count(where: isWebhook)
        deliveryCount = deliveries.count { isWebhook($0.first) }
        messageCount = deliveries.count - deliveryCount
        let byID = Dictionary(callbacks.map { ($0.id, $0) }) { first, _ in first }
        for attribution in attributions where attribution.cause == nil {
            guard let callback = byID[attribution.webhook] else { continue }
            let reason =
                attribution.isPinned
                ? "a person said that nothing caused it" : attribution.evidence.joined(separator: "; ")
            unattributed.append("\(callback.noun) \(callback.id): \(CallbackKind(callback).summary): \(reason)")
        }
    }
}

extension BuildReport.MockLine {
    init(_ mock: Mock, _ draft: MockDraft) {
        let host = mock.http.host?.description ?? ""
        let statuses = draft.replies.map { String($0.status) }
        let conditions = draft.conditions.map(\.condition).compactMap(\.words)
        let when = conditions.isEmpty ? "" : " when \(conditions.joined(separator: " and "))"
        let status = Set(statuses).count == 1 ? statuses[0] : statuses.joined(separator: ", ")
        self.init(
            mock: mock.id,
            summary: "\(mock.http.method ?? "any") \(host)\(mock.http.route)\(when) → \(status)",
            samples: draft.exchanges.count,
            callbacks: mock.callbacks.count + draft.replies.reduce(0) { $0 + $1.callbacks.count },
            unexplained: draft.unexplained,
            details: draft.findings
        )
    }

    fileprivate var json: JSON {
        [
            "mock": .string(mock.rawValue), "summary": .string(summary), "exchanges": .int(samples),
            "callbacks": .int(callbacks), "findings": .array(findings.map { .string($0) }),
            "unexplained": .array(unexplained.map { .string($0) }),
        ]
    }
}

extension Condition {
    /// The condition in words, as far as a built mock uses them.
    fileprivate var words: String? {
        guard case .check(let check) = self else { return nil }
        let value = check.value.map { " " + String(decoding: $0.serialized(), as: UTF8.self) } ?? ""
        return "\(check.path) \(check.action.rawValue)\(value)"
    }
}
