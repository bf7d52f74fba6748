internal import Model

/// The thread that sends HTTP callbacks: reads orders, signs requests, moves transfers, and tells the dispatcher's thread how
/// attempts ended.
final class HTTPSending {
    private let configuration: DispatcherConfiguration
    private let multi: CurlMulti
    private let orders: Mailbox<HTTPOrder>
    private let mailbox: Mailbox<DispatcherLetter>
    private let log: DeliveryLog
    private let time: DispatcherTime
    private var inHand: AttemptsInHand
    private var ended: [AttemptEnd] = []
    private var whenClosed: (@Sendable () -> Void)?

    init(
        _ configuration: DispatcherConfiguration,
        _ multi: CurlMulti,
        orders: Mailbox<HTTPOrder>,
        mailbox: Mailbox<DispatcherLetter>,
        log: DeliveryLog,
        time: DispatcherTime
    ) {
        (self.configuration, self.multi, self.orders, self.mailbox) = (configuration, multi, orders, mailbox)
        (self.log, self.time) = (log, time)
        inHand = AttemptsInHand(
            limitPerTarget: configuration.concurrencyPerTarget,
            limit: configuration.concurrency
        )
    }

    /// Works until it is told to close, or libcurl fails as a whole.
    func run() {
        do throws(CurlError) {
            while whenClosed == nil {
                try turn()
                if whenClosed == nil { try multi.wait(atMost: .seconds(60)) }
            }
        } catch {
            _ = mailbox.put(.broken(error))
        }
        multi.stopAll()
        for order in orders.close() { if case .close(let done) = order { done() } }
        whenClosed?()
    }

    private func turn() throws(CurlError) {
        for order in orders.takeAll() {
            switch order {
            case .start(let key, let delivery): inHand.take(key, delivery)
            case .stop(let key):
                multi.stop(key)
                inHand.end(key)
            case .close(let done): whenClosed = done
            }
        }
        // What has not gone out by now would be sent again by whoever resumes it.
        guard whenClosed == nil else { return }
        startNext()
        var moved: [AttemptEnd] = []
        try multi.perform(&moved)
        moved.forEach(end)
        startNext()
        guard !ended.isEmpty else { return }
        // Once nobody reads letters any more, the deliveries have been given up.
        _ = mailbox.put(.ended(ended))
        ended = []
    }

    /// Lets the next one at its target begin.
    private func end(_ attempt: AttemptEnd) {
        var attempt = attempt
        attempt.began = inHand.end(attempt.key)
        ended.append(attempt)
    }

    private func startNext() {
        while let (key, delivery, began) = inHand.next(at: { time.now }) { start(key, delivery, at: began.wall) }
    }

    private func start(_ key: DeliveryKey, _ delivery: Delivery, at now: Timestamp) {
        do {
            try multi.start(key, try request(delivery, at: now))
        } catch let error as UnsendableCallback {
            end(AttemptEnd(key: key, result: .failed(reason: error.reason), next: .never))
        } catch {
            log.panic(delivery, reason: "\(error)")
            end(AttemptEnd(key: key, result: .failed(reason: "\(error)"), next: .planned))
        }
    }

    private func request(_ delivery: Delivery, at now: Timestamp) throws(UnsendableCallback) -> OutgoingRequest {
        let signed = try delivery.job.signed(
            at: now,
            first: delivery.attempts.first?.startedAt,
            userAgent: configuration.userAgent,
            secret: configuration.secret
        )
        let request = try OutgoingRequest(signed)
        if let denial = configuration.targets.denial(host: request.origin.host, addresses: []) {
            throw UnsendableCallback(reason: denial)
        }
        return request
    }
}
