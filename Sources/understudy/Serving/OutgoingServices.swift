internal import Callbacks
internal import Console
internal import Foundation
internal import Logging
internal import Model
internal import Replay
internal import Synchronization

/// Sends what the admin API asks for itself, beside the callbacks of mocks and outside their journal.
struct OutgoingService: OutgoingHTTP {
    let dispatcher: CallbackDispatcher

    func send(
        method: String,
        url: String,
        fields: FieldSection,
        body: [UInt8],
        timeout: Duration,
        _ done: @escaping @Sendable (OutgoingResult) -> Void
    ) {
        var job = CallbackJob(
            id: DeliveryID(rawValue: "out_\(UUID().uuidString.lowercased())"),
            exchange: ExchangeID(rawValue: 0),
            mock: MockID(rawValue: "proxy/http"),
            index: 0,
            target: .http(method: method, url: url),
            fields: fields,
            body: body,
            timeout: timeout
        )
        (job.isSync, job.depth) = (true, 0)
        dispatcher.deliver([job]) { deliveries in done(OutgoingResult(deliveries.first?.attempts.last)) }
    }
}

extension OutgoingResult {
    fileprivate init(_ attempt: Attempt?) {
        switch attempt?.result {
        case .answered(let status, let fields, let body)?:
            self = .answered(status: status, fields: fields, body: body, latency: attempt?.duration ?? .zero)
        case .failed(let reason)?: self = .failed(reason)
        case .confirmed?, nil: self = .failed("nothing was sent")
        }
    }
}

/// Keeps nothing: for requests that are nobody's callback.
struct NoJournal: DeliveryJournal {
    func pending(_ delivery: Delivery) {}
    func attempted(_ id: DeliveryID, _ attempt: Attempt) {}
    func settled(_ delivery: Delivery) {}
}

/// Calls the webhooks on what happens to mocks or to the server, with the retries of callbacks and in their journal.
struct EventWebhookService: EventWebhookSending {
    let dispatcher: CallbackDispatcher
    let clock: WallClock
    let redirects: [(from: String, to: String)]
    let logger: Logger

    func send(_ webhook: JSON, of namespace: String?, event: JSON) {
        do {
            dispatcher.submit([try job(webhook, event, namespace)])
        } catch {
            logger.error("\(LogMessage.preparationFailed)", metadata: ["webhook": "event", "reason": "\(error)"])
        }
    }

    func check(_ webhook: JSON) throws(MockFormatError) {
        do throws(MockFormatError) { _ = try callback(webhook) } catch {
            throw MockFormatError(path: error.path.replacing("$.webhooks[0]", with: "$"), reason: error.reason)
        }
    }

    /// The journal of callbacks shows it to members of the namespace; that of a server's webhook to admins only, since no
    /// namespace has an empty name.
    private func job(_ webhook: JSON, _ event: JSON, _ namespace: String?) throws -> CallbackJob {
        try callback(webhook)
            .job(
                id: DeliveryID(rawValue: "evt_\(UUID().uuidString.lowercased())"),
                about: event,
                source: MockID(rawValue: webhook["id"]?.textValue ?? "event-webhook"),
                namespace: namespace ?? "",
                clock: clock
            )
    }

    /// A webhook is written as a mock's callbacks are; without a body it sends the event.
    private func callback(_ webhook: JSON) throws(MockFormatError) -> EventCallback {
        var callback = webhook.object ?? JSONObject()
        if callback["body"] == nil || callback["body"] == .null { callback["body"] = "$.event" }
        let mock: JSON = [
            "id": "event-webhook", "http": ["route": "/"], "response": [:], "webhooks": [.object(callback)],
        ]
        guard let config = try MockFile(mock, unknownKeys: .ignore).mocks.first?.callbacks.first else {
            throw MockFormatError(path: "$", reason: "there is no webhook")
        }
        do throws(ReplayError) { return try EventCallback(config, redirects: redirects) } catch {
            throw MockFormatError(path: error.path, reason: error.reason)
        }
    }
}
