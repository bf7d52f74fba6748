internal import Brokers
public import Logging
public import Model
internal import Synchronization

/// Delivers rendered callbacks: each after its delay, signed, with its retries, in order where order was asked for, many
/// targets at once. One thread of its own decides, others send; every method may be called from any thread.
///
/// Every submitted job comes to an end that journal and log tell: delivered, failed, dropped, cancelled or
/// abandoned.
public final class CallbackDispatcher: Sendable {
    private let mailbox: Mailbox<DispatcherLetter>
    private let status = DispatcherStatus()
    private let time: DispatcherTime
    private let journal: any DeliveryJournal
    private let log: DeliveryLog

    /// Starts the dispatcher's thread.
    ///
    /// - Parameters:
    ///   - configuration: what holds for every delivery.
    ///   - journal: is told about every delivery and attempt.
    ///   - logger: gets the seed's messages with their facts as metadata.
    ///   - clock: dates attempts and signatures. Delays and gaps are measured on the monotonic clock.
    public convenience init(
        configuration: DispatcherConfiguration,
        journal: any DeliveryJournal,
        logger: Logger,
        clock: WallClock = .system
    ) {
        let time = DispatcherTime(wall: clock, elapsed: DispatcherTime.monotonic)
        self.init(configuration: configuration, journal: journal, logger: logger, time: time)
    }

    init(
        configuration: DispatcherConfiguration,
        journal: any DeliveryJournal,
        logger: Logger,
        time: DispatcherTime
    ) {
        (self.journal, self.time) = (journal, time)
        log = DeliveryLog(logger: logger)
        do throws(CurlError) {
            let multi = try CurlMulti(configuration)
            let wakeUp = WakeUp()
            let mailbox = Mailbox<DispatcherLetter> { wakeUp.wake() }
            self.mailbox = mailbox
            let status = status
            let hasStarted = startThread {
                DeliveryLoop(
                    configuration,
                    multi: multi,
                    mailbox: mailbox,
                    wakeUp: wakeUp,
                    journal: journal,
                    logger: logger,
                    time: time,
                    status: status
                )
                .run()
            }
            if hasStarted { return }
            _ = mailbox.close()
            logger.critical("Callbacks cannot be delivered", metadata: ["reason": "the system gives no thread"])
        } catch {
            mailbox = Mailbox {}
            _ = mailbox.close()
            logger.critical("Callbacks cannot be delivered", metadata: ["reason": "\(error)"])
        }
    }

    deinit { _ = mailbox.put(.stop(leavesPending: false) {}) }

    /// How many deliveries have not settled, parked ones included.
    public var pendingCount: Int { status.unread.load(ordering: .acquiring) + status.kept.load(ordering: .acquiring) }

    /// How many of the pending ones live in the journal alone, for lack of room.
    public var parkedCount: Int { status.parked.load(ordering: .acquiring) }

    /// Takes the asynchronous callbacks of an answer that has been sent just now: their delays begin here. Does not block.
    ///
    /// Callbacks of one answer with the same delay start in the order given: each once the first attempt of the one before
    /// has started, and on the same target once it has ended. Different delays decide for themselves.
    public func submit(_ jobs: [CallbackJob]) { submit(made: jobs.map { Delivery(job: $0) }) }

    /// As `submit`, for callbacks that somebody keeps already: both share what they are made of.
    ///
    /// - Parameter deliveries: new ones, of which nobody knows yet when they are taken on; that is now.
    public func submit(made deliveries: [Delivery]) {
        guard !deliveries.isEmpty else { return }
        put(.submit(accepted(deliveries), sentAt: time.elapsed()))
    }

    /// Takes the synchronous callbacks of an answer that waits for them. They are delivered one after another, each with
    /// all its retries; nothing else is held up. Does not block.
    ///
    /// - Parameter whenDone: called once, on the dispatcher's thread, with all of them in the order given.
    public func deliver(_ jobs: [CallbackJob], whenDone: @escaping @Sendable ([Delivery]) -> Void) {
        put(.deliver(accepted(jobs.map { Delivery(job: $0) }), whenDone: whenDone))
    }

    /// Takes up pending deliveries of an earlier process, with the attempts they have had: due when they were to be, or at
    /// once where that has passed. One whose last attempt succeeded settles without another. The journal knows them
    /// already; one that this dispatcher knows too is left alone. Does not block.
    public func resume(_ deliveries: [Delivery]) {
        guard !deliveries.isEmpty else { return }
        put(.resume(deliveries))
    }

    /// Sends a settled delivery again at once, under its id and without its faults. Attempts go on counting, retries start
    /// anew. One that is pending is left alone. Does not block.
    public func redeliver(_ delivery: Delivery) { put(.redeliver(delivery)) }

    /// Takes a pending delivery back; a running attempt is broken off. Does not block.
    ///
    /// - Parameter done: called on the dispatcher's thread: whether it was pending.
    public func cancel(_ id: DeliveryID, _ done: @escaping @Sendable (_ wasPending: Bool) -> Void) {
        put(.cancel(id, done: done))
    }

    /// Calls back as soon as no delivery of those watched is pending, with true, or when the time is over, with false.
    /// Called on the dispatcher's thread. Does not block.
    public func whenSettled(
        _ watched: AwaitedCallbacks = .all,
        within limit: Duration,
        _ done: @escaping @Sendable (_ isSettled: Bool) -> Void
    ) {
        put(.watch(watched, within: limit, done: done))
    }

    /// Waits until every delivery has settled, or the time is over: then the rest is abandoned, running attempts are broken
    /// off, and the report names them. A job that is due only after the time is abandoned no sooner than at its end. The
    /// dispatcher still takes jobs, during a drain and after it.
    public func drain(within limit: Duration) async -> DrainReport {
        await withCheckedContinuation { continuation in
            put(.drain(within: limit) { continuation.resume(returning: $0) })
        }
    }

    /// Closes every connection and ends the thread. Jobs that come later share the fate of those that are pending.
    ///
    /// - Parameter leavingPending: whether what is pending stays so in the journal, for a later process to resume; otherwise
    ///   it is abandoned.
    public func shutdown(leavingPending: Bool = false) async {
        await withCheckedContinuation { continuation in
            put(.stop(leavesPending: leavingPending) { continuation.resume() })
        }
    }

    private func accepted(_ deliveries: [Delivery]) -> [Delivery] {
        var deliveries = deliveries
        let now = time.wall.now
        for index in deliveries.indices {
            deliveries[index].submittedAt = now
            journal.pending(deliveries[index])
        }
        return deliveries
    }

    private func put(_ letter: DispatcherLetter) {
        let count = letter.deliveryCount
        status.unread.add(count, ordering: .acquiringAndReleasing)
        guard !mailbox.put(letter) else { return }
        status.unread.subtract(count, ordering: .acquiringAndReleasing)
        letter.answerUnread(journal: journal, log: log, leavesPending: status.leavesPending.load(ordering: .acquiring))
    }
}
