internal import Model

extension DispatcherLetter {
    /// Answers a letter that comes after the dispatcher's end: its deliveries are abandoned, journaled and logged as such, or
    /// left pending in the journal. An attempt that ends then belongs to a delivery that was given up already.
    func answerUnread(journal: any DeliveryJournal, log: DeliveryLog, leavesPending: Bool) {
        let giveUp: ([Delivery]) -> [Delivery] = { deliveries in
            leavesPending ? deliveries : abandoned(deliveries, journal, log)
        }
        switch self {
        case .submit(let deliveries, _), .resume(let deliveries): _ = giveUp(deliveries)
        case .deliver(let deliveries, let whenDone): whenDone(giveUp(deliveries))
        case .ended, .broken, .redeliver, .resolved: break
        case .cancel(_, let done): done(false)
        case .watch(_, _, let done): done(true)
        case .drain(_, let done): done(DrainReport(abandoned: []))
        case .stop(_, let done): done()
        }
    }

    private func abandoned(
        _ deliveries: [Delivery],
        _ journal: any DeliveryJournal,
        _ log: DeliveryLog
    ) -> [Delivery] {
        deliveries.map { delivery in
            var delivery = delivery
            delivery.state = .abandoned
            journal.settled(delivery)
            log.settled(delivery)
            return delivery
        }
    }
}
