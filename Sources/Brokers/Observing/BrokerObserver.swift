internal import Dispatch
public import Model
internal import Synchronization

/// Sees the messages of one topic or exchange, on a thread of its own: copies, which are taken from nobody.
///
/// A connection that breaks is made again, once a second, and the log says so.
public final class BrokerObserver: Sendable {
    /// What it is called: the place, without a password.
    public let name: String
    private let place: ObservedPlace
    private let options: BrokerOptions
    private let bodyLimit: Int
    private let clock: WallClock
    private let ids: ExchangeIDs
    private let hear: @Sendable (ObservedMessage) -> Void
    private let isStopped = Atomic(false)
    private let wakeUp: WakeUp
    private let thread = DispatchGroup()

    /// An observer that has not begun.
    ///
    /// - Parameters:
    ///   - bodyLimit: how many bytes of each content are kept.
    ///   - ids: names the messages.
    ///   - hear: is given each message, on the observer's thread; as long as it blocks, no further message is taken.
    public init(
        _ place: ObservedPlace,
        options: BrokerOptions,
        bodyLimit: Int,
        clock: WallClock,
        ids: ExchangeIDs,
        hear: @escaping @Sendable (ObservedMessage) -> Void
    ) throws(BrokerError) {
        (name, self.place, self.bodyLimit) = (place.description, place, bodyLimit)
        var options = options
        options.purpose = .observing
        (self.options, self.clock, self.ids, self.hear) = (options, clock, ids, hear)
        wakeUp = try WakeUp()
    }

    /// Connects; blocks. Every message that is published after it returned is heard.
    ///
    /// - Throws: why it cannot be observed; then it has ended.
    public func start() throws(BrokerError) {
        let first = FirstConnection()
        thread.enter()
        let hasStarted = startThread { [self] in
            run(first)
            thread.leave()
        }
        guard hasStarted else {
            thread.leave()
            throw BrokerError("the system gives no thread")
        }
        try first.wait()
    }

    /// Tells it to end, and does not wait for that: several can end at once.
    public func askToStop() {
        isStopped.store(true, ordering: .releasing)
        wakeUp.signal()
    }

    /// Hears what had been published by now, and ends. Blocks for a few seconds at most.
    public func stop() {
        askToStop()
        if thread.wait(timeout: .now() + 5) == .timedOut {
            say(4, "did not end in time; what came last may be missing")
        }
    }
}

extension BrokerObserver {
    private func run(_ first: FirstConnection) {
        let source: any MessageSource
        do throws(BrokerError) {
            source = try makeSource()
            try source.open()
        } catch {
            return first.end(.failure(error))
        }
        first.end(.success(()))
        if observe(source) { source.drain().forEach(pass) }
        source.close()
    }

    private func makeSource() throws(BrokerError) -> any MessageSource {
        switch place {
        case .kafka(let target): try KafkaSource(target, options, wakeUp)
        case .rabbitMQ(let target, let keys): try RabbitMQSource(target, keys: keys, options)
        }
    }

    /// Hears messages until told to stop; whether there is a connection then.
    private func observe(_ source: any MessageSource) -> Bool {
        var isOpen = true
        while !hasStopped {
            do throws(BrokerError) {
                if !isOpen {
                    try source.open()
                    isOpen = true
                    say(5, "connected again; \(source.gap)")
                }
                while !hasStopped, let message = try source.next() { pass(message) }
                wakeUp.wait(source.descriptor, atMost: .seconds(1))
            } catch {
                if isOpen { say(4, "\(error.reason); trying again") }
                isOpen = false
                wakeUp.wait(nil, atMost: .seconds(1))
            }
        }
        return isOpen
    }

    private var hasStopped: Bool { isStopped.load(ordering: .acquiring) }

    private func pass(_ message: BrokerMessage) {
        hear(
            ObservedMessage(
                id: ids.next(),
                listener: name,
                place: message.place,
                contentType: message.contentType,
                headers: message.headers,
                properties: message.properties,
                body: CapturedBody(bytes: Array(message.body.prefix(bodyLimit)), length: message.body.count),
                seenAt: clock.now
            )
        )
    }

    private func say(_ severity: Int, _ text: String) {
        options.log(BrokerLogLine(severity: severity, text: "\(name): \(text)"))
    }
}

/// What became of the first attempt to connect; whoever starts an observer waits for it.
private final class FirstConnection: Sendable {
    private let result = Mutex<Result<Void, BrokerError>?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    func end(_ result: Result<Void, BrokerError>) {
        self.result.withLock { $0 = result }
        ended.signal()
    }

    func wait() throws(BrokerError) {
        ended.wait()
        try result.withLock { $0 }?.get()
    }
}
