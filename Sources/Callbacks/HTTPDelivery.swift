internal import Brokers
internal import Model

/// Attempts at HTTP receivers, which a thread of its own sends.
///
/// Confined to the dispatcher's thread.
final class HTTPDelivery {
    private let orders: Mailbox<HTTPOrder>
    private var waiting: [HTTPOrder] = []

    /// Starts the thread. What cannot be sent, since there is none, the mailbox is told.
    ///
    /// - Parameter start: begins a thread; false when the system gives none.
    init(
        _ configuration: DispatcherConfiguration,
        _ multi: CurlMulti,
        mailbox: Mailbox<DispatcherLetter>,
        log: DeliveryLog,
        time: DispatcherTime,
        start: (@escaping @Sendable () -> Void) -> Bool = { startThread(behindAnswers: true, $0) }
    ) {
        let orders = Mailbox<HTTPOrder> { multi.wake() }
        self.orders = orders
        let hasStarted = start {
            HTTPSending(configuration, multi, orders: orders, mailbox: mailbox, log: log, time: time).run()
        }
        if !hasStarted {
            _ = orders.close()
            _ = mailbox.put(.broken(CurlError(function: "pthread_create", reason: "the system gives no thread")))
        }
    }

    /// Takes an attempt, which begins with the next `flush`. Its end comes as a letter.
    func start(_ key: DeliveryKey, _ delivery: Delivery) { waiting.append(.start(key, delivery)) }

    /// Breaks an attempt off with the next `flush`. A letter may come all the same, and nobody waits for it.
    func stop(_ key: DeliveryKey) { waiting.append(.stop(key)) }

    /// Hands over what has come together.
    func flush() {
        // Once nobody reads orders any more, the loop has been told and gives everything up.
        _ = orders.put(waiting)
        waiting.removeAll(keepingCapacity: true)
    }

    /// Closes every connection.
    ///
    /// - Parameter done: called when that has happened.
    func close(_ done: @escaping @Sendable () -> Void) {
        waiting.append(.close(done))
        if orders.put(waiting) { return }
        done()
    }
}

/// What the thread that sends is told.
enum HTTPOrder: Sendable {
    case start(DeliveryKey, Delivery)
    case stop(DeliveryKey)
    case close(@Sendable () -> Void)
}
