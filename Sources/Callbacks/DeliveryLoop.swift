internal import Logging
internal import Model

/// The dispatcher's thread: reads letters, asks the schedule what is next, moves transfers, tells journal and log.
final class DeliveryLoop {
    private let configuration: DispatcherConfiguration
    private let multi: CurlMulti
    private let brokers: BrokerDelivery
    private let mailbox: Mailbox
    private let journal: any DeliveryJournal
    private let log: DeliveryLog
    private let time: DispatcherTime
    private var schedule: DeliverySchedule
    private var watchers: [Watcher] = []
    private var abandoned: [Delivery] = []
    private var waitingBatches: [BatchID: @Sendable ([Delivery]) -> Void] = [:]
    private var nextBatch = 0
    private var stopped: [@Sendable () -> Void] = []
    private var isStopping = false

    init(
        _ configuration: DispatcherConfiguration,
        multi: CurlMulti,
        mailbox: Mailbox,
        journal: any DeliveryJournal,
        logger: Logger,
        time: DispatcherTime
    ) {
        (self.configuration, self.multi, self.mailbox) = (configuration, multi, mailbox)
        (self.journal, self.time, log) = (journal, time, DeliveryLog(logger: logger))
        brokers = BrokerDelivery(configuration, mailbox: mailbox, logger: logger)
        schedule = DeliverySchedule(
            concurrencyPerTarget: configuration.concurrencyPerTarget,
            concurrency: configuration.concurrency,
            capacity: configuration.capacity
        )
    }

    /// Works until a `stop` letter comes.
    func run() {
        while !isStopping {
            do throws(CurlError) {
                try turn()
            } catch {
                log.logger.critical(
                    "Callbacks cannot be delivered any more",
                    metadata: ["reason": "\(error)"]
                )
                isStopping = true
            }
        }
        finish()
    }

    private func turn() throws(CurlError) {
        for letter in mailbox.takeAll() { read(letter) }
        tell(.tick)
        for (key, result) in try multi.perform() { tell(.ended(key, result, mayRetry: true)) }
        answerWatchers()
        if !isStopping { try multi.wait(atMost: timeToNextEvent) }
    }

    private var timeToNextEvent: Duration {
        let next = ([schedule.nextDue] + watchers.map(\.deadline)).compactMap { $0 }.min()
        return next.map { max(.zero, $0 - time.elapsed()) } ?? .seconds(60)
    }

    private func read(_ letter: Mailbox.Letter) {
        switch letter {
        case .submit(let jobs): tell(.submitted(jobs, isSequential: false, batch: nil))
        case .deliver(let jobs, let whenDone):
            let batch = BatchID(rawValue: nextBatch)
            nextBatch += 1
            waitingBatches[batch] = whenDone
            tell(.submitted(jobs, isSequential: true, batch: batch))
        case .ended(let key, let result, let mayRetry):
            brokers.forget(key)
            tell(.ended(key, result, mayRetry: mayRetry))
        case .watch(let exchange, let limit, let done):
            watch(exchange, within: limit) { isSettled, _ in done(isSettled) }
        case .drain(let limit, let done):
            watch(nil, within: limit, abandonsTheRest: true) { done(DrainReport(abandoned: $1)) }
        case .stop(let done):
            stopped.append(done)
            isStopping = true
        }
    }

    /// Gives the schedule an event and does what it says; what fails to start goes back to it at once.
    private func tell(_ event: DeliverySchedule.Event) {
        var events = [event]
        while let event = events.popLast() {
            for action in schedule.handle(event, at: Moment(elapsed: time.elapsed(), wall: time.wall.now)) {
                if let failure = perform(action) { events.append(failure) }
            }
        }
    }

    private func perform(_ action: DeliverySchedule.Action) -> DeliverySchedule.Event? {
        switch action {
        case .start(let key, let delivery): return start(key, delivery)
        case .stop(let key):
            multi.stop(key)
            brokers.stop(key)
        case .attempted(let delivery):
            if let attempt = delivery.attempts.last { journal.attempted(delivery.job.id, attempt) }
            log.attempted(delivery)
        case .settled(let delivery):
            journal.settled(delivery)
            log.settled(delivery)
            if delivery.state == .abandoned { abandoned.append(delivery) }
        case .finished(let batch, let deliveries): waitingBatches.removeValue(forKey: batch)?(deliveries)
        }
        return nil
    }

    private func start(_ key: DeliveryKey, _ delivery: Delivery) -> DeliverySchedule.Event? {
        let job = delivery.job
        guard case .http = job.target else {
            brokers.start(key, job)
            return nil
        }
        do {
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
            return .ended(key, .failed(reason: "\(error)"), mayRetry: true)
        }
    }
}

extension DeliveryLoop {
    private func watch(
        _ exchange: ExchangeID?,
        within limit: Duration,
        abandonsTheRest: Bool = false,
        answer: @escaping @Sendable (_ isSettled: Bool, _ abandoned: [Delivery]) -> Void
    ) {
        let deadline = time.elapsed() + limit
        watchers.append(
            Watcher(exchange: exchange, deadline: deadline, abandonsTheRest: abandonsTheRest, answer: answer)
        )
    }

    private func answerWatchers() {
        guard !watchers.isEmpty else { return }
        let now = time.elapsed()
        let (open, over) = (watchers.filter { !isOver($0, at: now) }, watchers.filter { isOver($0, at: now) })
        watchers = open
        for watcher in over {
            let wasSettled = isSettled(watcher)
            watcher.answer(wasSettled, watcher.abandonsTheRest && !wasSettled ? abandonAll() : [])
        }
    }

    private func isOver(_ watcher: Watcher, at now: Duration) -> Bool { watcher.deadline <= now || isSettled(watcher) }

    private func isSettled(_ watcher: Watcher) -> Bool {
        (watcher.exchange.map { schedule.pendingCount(of: $0) } ?? schedule.pendingCount) == 0
    }

    private func abandonAll() -> [Delivery] {
        abandoned = []
        tell(.abandonAll)
        defer { abandoned = [] }
        return abandoned
    }

    /// Leaves nothing without an end: no delivery, nobody who waits.
    private func finish() {
        _ = abandonAll()
        answerWatchers()
        for letter in mailbox.close() { letter.answerUnread(journal: journal, log: log) }
        brokers.close { [stopped] in for done in stopped { done() } }
    }
}

/// Somebody who waits until deliveries have settled.
private struct Watcher {
    let exchange: ExchangeID?
    let deadline: Duration
    let abandonsTheRest: Bool
    let answer: @Sendable (_ isSettled: Bool, _ abandoned: [Delivery]) -> Void
}
