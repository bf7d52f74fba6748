internal import Logging
internal import Model

/// What operators read about deliveries: the seed's messages, with the facts as metadata. Bodies, field values and the
/// query of a URL never stand in it.
struct DeliveryLog: Sendable {
    let logger: Logger

    func attempted(_ delivery: Delivery) {
        guard let attempt = delivery.attempts.last, !attempt.isSuccess else { return }
        logger.warning("\(LogMessage.attemptFailed)", metadata: metadata(delivery))
    }

    func settled(_ delivery: Delivery) {
        switch delivery.state {
        case .pending: break
        case .delivered: logger.info("\(LogMessage.executed)", metadata: metadata(delivery))
        case .failed: logger.error("\(LogMessage.exhausted)", metadata: metadata(delivery))
        case .cancelled: logger.info("Callback cancelled", metadata: metadata(delivery))
        case .dropped: logger.info("Callback dropped, as its faults ask for", metadata: metadata(delivery))
        case .abandoned: logger.warning("Callback abandoned, since the run ended", metadata: metadata(delivery))
        }
    }

    /// Something broke in sending that never should.
    func panic(_ delivery: Delivery, reason: String) {
        var facts = metadata(delivery)
        facts["reason"] = "\(reason)"
        logger.error("\(LogMessage.panic)", metadata: facts)
    }

    private func metadata(_ delivery: Delivery) -> Logger.Metadata {
        let job = delivery.job
        var metadata: Logger.Metadata = [
            "callback.type": "\(job.target.kind)",
            "callback.index": "\(job.index)",
            "callback.attempt": "\(delivery.attempts.count)",
            "delivery.id": "\(job.id)",
            "exchange.id": "\(job.exchange)",
            "mock.id": "\(job.mock)",
            "target": "\(job.target.logName)",
        ]
        if !job.unresolved.isEmpty { metadata["unresolved"] = "\(job.unresolved.joined(separator: ", "))" }
        guard let attempt = delivery.attempts.last else { return metadata }
        metadata["duration"] = "\(attempt.duration.inMilliseconds) ms"
        switch attempt.result {
        case .answered(let status, _, _): metadata["status"] = "\(status)"
        case .confirmed: break
        case .failed(let reason): metadata["reason"] = "\(reason)"
        }
        return metadata
    }
}
