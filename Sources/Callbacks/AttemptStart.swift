internal import Logging
internal import Model

/// How an attempt begins: rendered anew where that was asked for, allowed, signed, and handed to its sender.
extension DeliveryLoop {
    /// Begins an attempt; gives how it ended when it could not begin.
    func start(_ key: DeliveryKey, _ delivery: Delivery) -> DeliverySchedule.Event? {
        let job = fresh(key, delivery)
        do {
            if let denial = configuration.targets.denial(of: job.target) { throw UnsendableCallback(reason: denial) }
            guard case .http = job.target else {
                brokers.start(key, job)
                return nil
            }
            let fields = try job.signedFields(
                at: time.wall.now,
                first: delivery.attempts.first?.startedAt,
                secret: configuration.secret
            )
            let request = try OutgoingRequest(job, fields: fields, userAgent: configuration.userAgent)
            try multi.start(key, request)
            return nil
        } catch let error as UnsendableCallback {
            return .ended(key, .failed(reason: error.reason), mayRetry: false)
        } catch {
            log.panic(delivery, reason: "\(error)")
            return .ended(key, .failed(reason: "\(error)"), mayRetry: true)
        }
    }

    /// The job as its first attempt sends it: rendered anew under the same id, for the same exchange, with the faults that
    /// were drawn for it.
    private func fresh(_ key: DeliveryKey, _ delivery: Delivery) -> CallbackJob {
        guard delivery.attempts.isEmpty, let refresh = delivery.job.refresh else { return delivery.job }
        var job = refresh()
        (job.id, job.exchange, job.run) = (delivery.job.id, delivery.job.exchange, delivery.job.run)
        (job.faults, job.isExtracted, job.refresh) = (delivery.job.faults, delivery.job.isExtracted, nil)
        var refreshed = delivery
        refreshed.job = job
        schedule.replaceJob(of: key, by: job)
        journal.refreshed(refreshed)
        return job
    }
}
