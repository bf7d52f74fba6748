internal import Model

extension Mailbox.Letter {
    /// Answers a letter that comes after the dispatcher's end: its jobs are abandoned, journaled and logged as such. An attempt
    /// that ends then belongs to a delivery that was abandoned already.
    func answerUnread(journal: any DeliveryJournal, log: DeliveryLog) {
        switch self {
        case .submit(let jobs): _ = abandoned(jobs, journal, log)
        case .deliver(let jobs, let whenDone): whenDone(abandoned(jobs, journal, log))
        case .ended: break
        case .watch(_, _, let done): done(true)
        case .drain(_, let done): done(DrainReport(abandoned: []))
        case .stop(let done): done()
        }
    }

    private func abandoned(_ jobs: [CallbackJob], _ journal: any DeliveryJournal, _ log: DeliveryLog) -> [Delivery] {
        jobs.map { job in
            let delivery = Delivery(job: job, state: .abandoned)
            journal.settled(delivery)
            log.settled(delivery)
            return delivery
        }
    }
}
