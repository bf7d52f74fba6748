internal import Brokers
public import Logging
public import Model

/// Delivers rendered callbacks: each after its delay, signed, with its retries, in order where order was asked for, many
/// targets at once. Its work happens on one thread of its own; every method may be called from any thread.
///
/// Every submitted job comes to an end that journal and log tell: delivered, failed or abandoned.
public final class CallbackDispatcher: Sendable {
    private let mailbox: Mailbox
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
        self.journal = journal
        log = DeliveryLog(logger: logger)
        do throws(CurlError) {
            let multi = try CurlMulti(configuration)
            let mailbox = Mailbox { multi.wake() }
            self.mailbox = mailbox
            let hasStarted = startThread {
                DeliveryLoop(
                    configuration,
                    multi: multi,
                    mailbox: mailbox,
                    journal: journal,
                    logger: logger,
                    time: time
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

    deinit { _ = mailbox.put(.stop {}) }

    /// Takes the asynchronous callbacks of an answer that has been sent. Does not block.
    ///
    /// Callbacks of one answer with the same delay start in the order given: each once the first attempt of the one before
    /// has started, and on the same target once it has ended. Different delays decide for themselves.
    public func submit(_ jobs: [CallbackJob]) {
        guard !jobs.isEmpty else { return }
        put(.submit(jobs), jobs)
    }

    /// Takes the synchronous callbacks of an answer that waits for them. They are delivered one after another, each with
    /// all its retries; nothing else is held up. Does not block.
    ///
    /// - Parameter whenDone: called once, on the dispatcher's thread, with all of them in the order given.
    public func deliver(_ jobs: [CallbackJob], whenDone: @escaping @Sendable ([Delivery]) -> Void) {
        put(.deliver(jobs, whenDone: whenDone), jobs)
    }

    /// Calls back as soon as no delivery of the exchange is pending (of any exchange, for nil), with true, or when the time
    /// is over, with false. Called on the dispatcher's thread. Does not block.
    public func whenSettled(
        _ exchange: ExchangeID? = nil,
        within limit: Duration,
        _ done: @escaping @Sendable (_ isSettled: Bool) -> Void
    ) {
        put(.watch(exchange, within: limit, done: done))
    }

    /// Waits until every delivery has settled, or the time is over: then the rest is abandoned, running attempts are broken
    /// off, and the report names them. A job that is due only after the time is abandoned no sooner than at its end. The
    /// dispatcher still takes jobs, during a drain and after it.
    public func drain(within limit: Duration) async -> DrainReport {
        await withCheckedContinuation { continuation in
            put(.drain(within: limit) { continuation.resume(returning: $0) })
        }
    }

    /// Abandons what is pending, closes every connection and ends the thread. Jobs that come later are abandoned at once.
    public func shutdown() async {
        await withCheckedContinuation { continuation in
            put(.stop { continuation.resume() })
        }
    }

    private func put(_ letter: Mailbox.Letter, _ jobs: [CallbackJob] = []) {
        for job in jobs { journal.pending(Delivery(job: job)) }
        if !mailbox.put(letter) { letter.answerUnread(journal: journal, log: log) }
    }
}
