internal import Model

/// The thread that sends HTTP callbacks: reads orders, signs requests, moves transfers, and tells the dispatcher's thread how
/// attempts ended.
final class HTTPSending {
    private let configuration: DispatcherConfiguration
    private let multi: CurlMulti
    private let orders: Mailbox<HTTPOrder>
    private let mailbox: Mailbox<DispatcherLetter>
    private let log: DeliveryLog
    private let wall: WallClock
    private var ended: [AttemptEnd] = []
    private var whenClosed: (@Sendable () -> Void)?

    init(
        _ configuration: DispatcherConfiguration,
        _ multi: CurlMulti,
        orders: Mailbox<HTTPOrder>,
        mailbox: Mailbox<DispatcherLetter>,
        log: DeliveryLog,
        wall: WallClock
    ) {
        (self.configuration, self.multi, self.orders, self.mailbox) = (configuration, multi, orders, mailbox)
        (self.log, self.wall) = (log, wall)
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
            case .start(let key, let delivery): start(key, delivery)
            case .stop(let key): multi.stop(key)
            case .close(let done): whenClosed = done
            }
        }
        // What has not gone out by now would be sent again by whoever resumes it.
        guard whenClosed == nil else { return }
        try multi.perform(&ended)
        guard !ended.isEmpty else { return }
        // Once nobody reads letters any more, the deliveries have been given up.
        _ = mailbox.put(.ended(ended))
        ended = []
    }

    private func start(_ key: DeliveryKey, _ delivery: Delivery) {
        do {
            try multi.start(key, try request(delivery))
        } catch let error as UnsendableCallback {
            ended.append(AttemptEnd(key: key, result: .failed(reason: error.reason), next: .never))
        } catch {
            log.panic(delivery, reason: "\(error)")
            ended.append(AttemptEnd(key: key, result: .failed(reason: "\(error)"), next: .planned))
        }
    }

    private func request(_ delivery: Delivery) throws(UnsendableCallback) -> OutgoingRequest {
        let signed = try delivery.job.signed(
            at: wall.now,
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
