internal import Logging
internal import Model
internal import NIOCore
internal import TLS

/// What all connections of a server share.
final class Plant: Sendable {
    let configuration: ProxyConfiguration
    let authority: CertificateAuthority?
    let upstreamTLS: ClientTLSContext
    let observer: any ExchangeObserver
    let logger: Logger
    /// Whether anybody hears of exchanges that went well: the observer, or who reads the log.
    let isWatched: Bool

    /// Loads the roots that upstreams are verified with.
    init(
        _ configuration: ProxyConfiguration,
        _ authority: CertificateAuthority?,
        _ observer: any ExchangeObserver,
        _ logger: Logger
    ) throws(TLSError) {
        (self.configuration, self.authority, self.observer, self.logger) = (configuration, authority, observer, logger)
        isWatched = observer.isWatching || logger.logLevel <= .debug
        upstreamTLS = try ClientTLSContext(trust: configuration.upstreamTrust, alpn: ["http/1.1"])
    }

    /// Names the next exchange.
    func nextID() -> ExchangeID { configuration.exchangeIDs.next() }

    /// Hands a finished exchange on, and says so in the log.
    func report(_ exchange: Exchange) {
        if let failure = exchange.failure {
            logger.warning(
                "exchange failed",
                metadata: [
                    "exchange.id": "\(exchange.id)", "client": "\(exchange.client)", "upstream": "\(exchange.origin)",
                    "source": "\(failure.source.rawValue)", "phase": "\(failure.phase.rawValue)",
                    "reason": "\(failure.reason)",
                ]
            )
        } else {
            logger.debug(
                "exchange finished",
                metadata: [
                    "exchange.id": "\(exchange.id)", "client": "\(exchange.client)", "upstream": "\(exchange.origin)",
                    "method": "\(exchange.request.method)", "status": "\(exchange.response?.head.status ?? 0)",
                    "milliseconds": "\(exchange.timings.total.inMilliseconds)",
                ]
            )
        }
        observer.finished(exchange)
    }
}

/// What the connections of one event loop share. Confined to that loop.
final class Worker {
    let plant: Plant
    let loop: any EventLoop
    let pool: UpstreamPool
    /// The clients' connections that are open.
    private(set) var clients: [ObjectIdentifier: ClientConnection] = [:]
    /// Whether connections end after their current exchange.
    private(set) var isDraining = false
    private var whenEmpty: EventLoopPromise<Void>?
    /// The bytes of answers that are given again and again.
    let readyAnswers = ReadyAnswers()
    private var dateSecond: Int64 = .min
    private var dateBytes: [UInt8] = []

    /// The first of a loop.
    init(plant: Plant, loop: any EventLoop) {
        (self.plant, self.loop) = (plant, loop)
        pool = UpstreamPool(
            loop: loop,
            idleLimit: plant.configuration.idleConnectionsPerOrigin,
            idleTimeout: plant.configuration.timeouts.upstreamIdle
        )
    }

    /// The line of Date (RFC 9110 §6.6.1) with its end, made once a second.
    var dateLine: [UInt8] {
        let now = plant.configuration.clock.now
        if now.seconds != dateSecond {
            (dateSecond, dateBytes) = (now.seconds, Array("Date: \(CalendarDate(now).httpDate)\r\n".utf8))
        }
        return dateBytes
    }

    /// A client has connected.
    func opened(_ client: ClientConnection) {
        clients[ObjectIdentifier(client)] = client
        if isDraining { client.drain() }
    }

    /// A client's connection has ended.
    func closed(_ client: ClientConnection) {
        clients[ObjectIdentifier(client)] = nil
        if clients.isEmpty { whenEmpty?.succeed() }
    }

    /// Ends idle connections now and the others after their exchange; succeeds when none is left.
    func drain() -> EventLoopFuture<Void> {
        isDraining = true
        pool.closeAll()
        let promise = loop.makePromise(of: Void.self)
        whenEmpty = promise
        for client in Array(clients.values) { client.drain() }
        if clients.isEmpty { promise.succeed() }
        return promise.futureResult
    }

    /// Ends what is still open.
    func abort() {
        for client in Array(clients.values) { client.abort() }
        pool.closeAll()
    }
}
