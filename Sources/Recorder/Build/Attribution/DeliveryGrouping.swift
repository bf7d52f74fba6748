internal import Model

/// Finds the observed webhooks that are one delivery: a first attempt and its retries or duplicates.
enum DeliveryGrouping {
    /// Retries may be hours apart; a duplicate after a success follows soon.
    private static let retryWindow = Duration.seconds(6 * 3_600)
    private static let duplicateWindow = Duration.seconds(60)

    /// The deliveries in order of their first attempts.
    static func deliveries(_ exchanges: [Exchange]) -> [ObservedDelivery] {
        let webhooks = exchanges.filter { $0.kind == .webhook }
            .sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
        let ignored = WebhookKind.varied(webhooks)
        var deliveries: [ObservedDelivery] = []
        var byName: [String: Int] = [:]
        var byContent: [String: Int] = [:]
        for webhook in webhooks {
            let content = contentKey(webhook)
            let name = nameKey(webhook)
            let known = name.flatMap { byName[$0] } ?? (name == nil ? byContent[content] : nil)
            if let known, continues(deliveries[known], with: webhook, isNamed: name != nil) {
                deliveries[known].attempts.append(webhook)
                continue
            }
            if let name { byName[name] = deliveries.count }
            byContent[content] = deliveries.count
            deliveries.append(ObservedDelivery(attempts: [webhook], kind: WebhookKind(webhook, ignoring: ignored)))
        }
        return deliveries
    }

    private static func continues(_ delivery: ObservedDelivery, with webhook: Exchange, isNamed: Bool) -> Bool {
        guard let last = delivery.attempts.last else { return false }
        let gap = webhook.startedAt - last.startedAt
        if isNamed { return gap <= retryWindow }
        if !ObservedDelivery.succeeded(last) { return gap <= retryWindow }
        // The same bytes again although they were taken: a duplicate, unless the bytes say nothing of their own.
        return gap <= duplicateWindow && bits(webhook) >= 30
    }

    private static func contentKey(_ webhook: Exchange) -> String {
        let body = Content.decoded(webhook.requestBody, webhook.request.fields)
        return "\(webhook.origin)\u{0}\(webhook.request.method) \(webhook.request.target)\u{0}"
            + String(decoding: body, as: UTF8.self)
    }

    private static func nameKey(_ webhook: Exchange) -> String? {
        for name in NamesOfFields.deliveryIDs {
            if let value = webhook.request.fields.first(named: name) {
                return "\(webhook.origin)\(webhook.request.target)\u{0}\(name)\u{0}\(value)"
            }
        }
        return nil
    }

    private static func bits(_ webhook: Exchange) -> Double {
        var tokens = ValueTokens()
        tokens.add(content: Content(body: webhook.requestBody, fields: webhook.request.fields))
        return tokens.bits.values.max() ?? 0
    }
}
