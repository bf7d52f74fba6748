internal import Model
internal import NIOCore

/// Idle connections to upstreams, by origin; one pool for each event loop. The one used last is given out first, so that the
/// others can grow old and go.
final class UpstreamPool {
    private let loop: any EventLoop
    private let idleLimit: Int
    private let idleTimeout: TimeAmount
    private var idle: [Origin: [UpstreamConnection]] = [:]
    private var isSweeping = false

    /// An empty pool.
    init(loop: any EventLoop, idleLimit: Int, idleTimeout: Duration) {
        (self.loop, self.idleLimit) = (loop, idleLimit)
        self.idleTimeout = TimeAmount(idleTimeout)
    }

    /// An idle connection that still stands, or nil.
    func take(_ origin: Origin) -> UpstreamConnection? {
        let oldest = NIODeadline.now() - idleTimeout
        while let connection = idle[origin]?.popLast() {
            if connection.isOpen, connection.idleSince > oldest { return connection }
            connection.close()
        }
        return nil
    }

    /// Takes back a connection whose exchange is over; closes it when there are enough.
    func give(_ connection: UpstreamConnection) {
        guard idle[connection.origin, default: []].count < idleLimit else { return connection.close() }
        connection.idleSince = .now()
        idle[connection.origin, default: []].append(connection)
        scheduleSweep()
    }

    /// Forgets an idle connection that the upstream closed.
    func forget(_ connection: UpstreamConnection) {
        idle[connection.origin]?.removeAll { $0 === connection }
        if idle[connection.origin]?.isEmpty == true { idle[connection.origin] = nil }
    }

    /// Closes all.
    func closeAll() {
        let all = idle.values.flatMap { $0 }
        idle = [:]
        for connection in all { connection.close() }
    }

    private func scheduleSweep() {
        guard !isSweeping else { return }
        isSweeping = true
        loop.assumeIsolated().scheduleTask(in: idleTimeout) { self.sweep() }
    }

    private func sweep() {
        isSweeping = false
        let oldest = NIODeadline.now() - idleTimeout
        let old = idle.values.flatMap { $0.prefix { $0.idleSince <= oldest } }
        for connection in old {
            forget(connection)
            connection.close()
        }
        if !idle.isEmpty { scheduleSweep() }
    }
}
