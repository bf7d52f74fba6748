internal import Model

/// Finds the observed webhooks and messages that are one delivery: a first attempt and its retries or duplicates.
enum DeliveryGrouping {
    /// Retries may be hours apart; a duplicate after a success follows soon.
    private static let retryWindow = Duration.seconds(6 * 3_600)
    private static let duplicateWindow = Duration.seconds(60)

    /// The deliveries in order of their first attempts.
    ///
    /// - Parameter callbacks: in order of time.
    static func deliveries(_ callbacks: [ObservedCallback]) -> [ObservedDelivery] {
        let ignored = CallbackKind.varied(callbacks)
        var deliveries: [ObservedDelivery] = []
        var byName: [String: Int] = [:]
        var byContent: [String: Int] = [:]
        for callback in callbacks {
            let content = contentKey(callback)
            let name = nameKey(callback)
            let known = name.flatMap { byName[$0] } ?? (name == nil ? byContent[content] : nil)
            if let known, continues(deliveries[known], with: callback, isNamed: name != nil) {
                deliveries[known].attempts.append(callback)
                continue
            }
            if let name { byName[name] = deliveries.count }
            byContent[content] = deliveries.count
            deliveries.append(ObservedDelivery(attempts: [callback], kind: CallbackKind(callback, ignoring: ignored)))
        }
        return deliveries
    }

    private static func continues(
        _ delivery: ObservedDelivery,
        with callback: ObservedCallback,
        isNamed: Bool
    ) -> Bool {
        guard let last = delivery.attempts.last else { return false }
        let gap = callback.sentAt - last.sentAt
        if isNamed { return gap <= retryWindow }
        if !last.isTaken { return gap <= retryWindow }
        // The same bytes again although they were taken: a duplicate, unless the bytes say nothing of their own.
        return gap <= duplicateWindow && bits(callback) >= 30
    }

    private static func contentKey(_ callback: ObservedCallback) -> String {
        "\(callback.receiver)\u{0}\(callback.method) \(callback.target)\u{0}"
            + String(decoding: callback.bytes, as: UTF8.self)
    }

    private static func nameKey(_ callback: ObservedCallback) -> String? {
        callback.deliveryName.map { "\(callback.receiver)\(callback.target)\u{0}\($0)" }
    }

    private static func bits(_ callback: ObservedCallback) -> Double {
        var tokens = ValueTokens(sentAt: callback.sentAt)
        tokens.add(content: callback.content)
        return tokens.bits.values.max() ?? 0
    }
}
