internal import Dispatch
internal import Logging
internal import Model
internal import Synchronization

/// The dispatcher's thread: reads letters, asks the schedule what is next, hands attempts to those that send, tells journal and
/// log.
final class DeliveryLoop {
    let configuration: DispatcherConfiguration
    let http: HTTPDelivery
    let brokers: BrokerDelivery
    let journal: any DeliveryJournal
    let log: DeliveryLog
    let time: DispatcherTime
    let status: DispatcherStatus
    var schedule: DeliverySchedule
    /// What lives in the journal alone.
    var parked = PendingCounts()
    /// The synchronous deliveries that wait for room, and how many they are.
    var queue = FirstInFirstOut<(deliveries: [Delivery], batch: BatchID)>()
    var queued = PendingCounts()
    var watchers: [Watcher] = []
    let lookups: HostLookups
    /// The attempts that wait until the hosts of their brokers are known.
    var resolving: [(key: DeliveryKey, delivery: Delivery)] = []
    /// Those in the journal that had settled and are to be sent again.
    var redelivering: Set<DeliveryID> = []
    private let mailbox: Mailbox<DispatcherLetter>
    private let wakeUp: WakeUp
    private var abandoned: [Delivery] = []
    private var waitingBatches: [BatchID: @Sendable ([Delivery]) -> Void] = [:]
    private var nextBatch = 0
    private var stopped: [@Sendable () -> Void] = []
    private var isStopping = false
    /// Whether what is pending stays so in the journal when the loop has ended; and whether it has.
    private var (isToLeavePending, leavesPending) = (false, false)

    init(
        _ configuration: DispatcherConfiguration,
        multi: CurlMulti,
        mailbox: Mailbox<DispatcherLetter>,
        wakeUp: WakeUp,
        journal: any DeliveryJournal,
        logger: Logger,
        time: DispatcherTime,
        status: DispatcherStatus
    ) {
        (self.configuration, self.mailbox, self.wakeUp, self.status) = (configuration, mailbox, wakeUp, status)
        (self.journal, self.time, log) = (journal, time, DeliveryLog(logger: logger))
        http = HTTPDelivery(configuration, multi, mailbox: mailbox, log: log, time: time)
        brokers = BrokerDelivery(configuration, mailbox: mailbox, logger: logger)
        lookups = HostLookups(mailbox: mailbox)
        schedule = DeliverySchedule(
            concurrencyPerTarget: configuration.concurrencyPerTarget,
            concurrency: configuration.concurrency,
            capacity: configuration.capacity,
            chance: configuration.chance
        )
    }

    /// Works until a `stop` letter comes.
    func run() {
        while !isStopping {
            turn()
            if !isStopping { wakeUp.wait(atMost: timeToNextEvent) }
        }
        finish()
    }

    private func turn() {
        for letter in mailbox.takeAll() {
            read(letter)
            tellStatus()
            status.unread.subtract(letter.deliveryCount, ordering: .acquiringAndReleasing)
        }
        guard !isStopping else { return }
        tell(.tick)
        useRoom()
        tellStatus()
        answerWatchers()
        http.flush()
        brokers.flush()
    }

    private var timeToNextEvent: Duration {
        let next = ([schedule.nextDue] + watchers.map(\.deadline)).compactMap { $0 }.min()
        return next.map { max(.zero, $0 - time.elapsed()) } ?? .seconds(60)
    }

    private func tellStatus() {
        status.parked.store(parked.total, ordering: .releasing)
        status.kept.store(pendingCount(.all), ordering: .releasing)
    }

    private func read(_ letter: DispatcherLetter) {
        switch letter {
        case .submit(let deliveries, let sentAt):
            admit(deliveries) { .submitted($0, sentAt: sentAt) }
        case .deliver(let deliveries, let whenDone):
            let batch = BatchID(rawValue: nextBatch)
            nextBatch += 1
            waitingBatches[batch] = whenDone
            admit(deliveries, as: batch)
        case .resume(let deliveries):
            admit(deliveries.filter { !schedule.contains($0.job.id) }) { .resumed($0) }
        case .redeliver(let delivery): redeliver(delivery)
        case .cancel(let id, let done): done(cancel(id))
        case .ended(let ends):
            for end in ends {
                brokers.forget(end.key)
                tell(.ended(end))
            }
        case .broken(let error):
            log.logger.critical("Callbacks cannot be delivered any more", metadata: ["reason": "\(error)"])
            isStopping = true
        case .resolved(let host, let addresses): learn(addresses, of: host)
        case .watch(let watched, let limit, let done):
            watch(watched, within: limit) { isSettled, _ in done(isSettled) }
        case .drain(let limit, let done): watch(.all, within: limit, abandonsTheRest: true) { done($1) }
        case .stop(let leavesPending, let done):
            stopped.append(done)
            isToLeavePending = leavesPending
            isStopping = true
        }
    }

    /// Gives the schedule an event and does what it says; what fails to start goes back to it at once.
    func tell(_ event: DeliverySchedule.Event) {
        var events = [event]
        while let event = events.popLast() {
            for action in schedule.handle(event, at: time.now) {
                if let failure = perform(action) { events.append(failure) }
            }
        }
    }

    private func perform(_ action: DeliverySchedule.Action) -> DeliverySchedule.Event? {
        switch action {
        case .start(let key, let delivery): return start(key, delivery)
        case .stop(let key):
            http.stop(key)
            brokers.stop(key)
            resolving.removeAll { $0.key == key }
        case .attempted(let delivery): attempted(delivery)
        case .notCounted(let delivery): if !leavesPending { journal.notCounted(delivery) }
        case .settled(let delivery): settled(delivery)
        case .finished(let batch, let deliveries): waitingBatches.removeValue(forKey: batch)?(deliveries)
        }
        return nil
    }

    private func attempted(_ delivery: Delivery) {
        guard !leavesPending else { return }
        if let attempt = delivery.attempts.last { journal.attempted(delivery.job.id, attempt) }
        log.attempted(delivery)
    }

    private func settled(_ delivery: Delivery) {
        guard !leavesPending else { return }
        if delivery.job.isExtracted { configuration.whenExtractable(delivery) }
        journal.settled(delivery)
        log.settled(delivery)
        if delivery.state == .abandoned { abandoned.append(delivery) }
    }

    func abandonAll() -> [Delivery] {
        abandoned = []
        tell(.abandonAll)
        for (deliveries, batch) in takeQueue() {
            let given = deliveries.map { Delivery(job: $0.job, submittedAt: $0.submittedAt, state: .abandoned) }
            given.forEach(settled)
            waitingBatches.removeValue(forKey: batch)?(given)
        }
        defer { abandoned = [] }
        return abandoned
    }

    /// Leaves nothing without an end: no delivery, nobody who waits.
    private func finish() {
        status.leavesPending.store(isToLeavePending, ordering: .releasing)
        let unread = mailbox.close()
        // What has ended by now need not be sent again.
        for letter in unread { if case .ended = letter { read(letter) } }
        leavesPending = isToLeavePending
        let left = pendingCount(.all)
        if leavesPending, left > 0 {
            log.logger.info("Callbacks stay pending in the journal", metadata: ["count": "\(left)"])
        }
        _ = abandonAll()
        parked = PendingCounts()
        tellStatus()
        answerWatchers()
        for letter in unread {
            status.unread.subtract(letter.deliveryCount, ordering: .acquiringAndReleasing)
            letter.answerUnread(journal: journal, log: log, leavesPending: leavesPending)
        }
        let senders = DispatchGroup()
        senders.enter()
        http.close { senders.leave() }
        senders.enter()
        brokers.close { senders.leave() }
        senders.notify(queue: .global()) { [stopped] in for done in stopped { done() } }
    }
}
