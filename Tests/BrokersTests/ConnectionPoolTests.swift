import Dispatch
import Synchronization
import Testing

@testable import Brokers

private final class FakeConnection: PooledConnection {
    let name: String
    private let closed = Mutex(false)
    private let threads: DispatchGroup

    init(_ name: String, _ threads: DispatchGroup) {
        (self.name, self.threads) = (name, threads)
        threads.enter()
    }

    var isUsable: Bool { closed.withLock { !$0 } }

    func close() {
        let isFirst = closed.withLock { closed in
            defer { closed = true }
            return !closed
        }
        if isFirst { threads.leave() }
    }
}

@Suite struct ConnectionPoolTests {
    private let pool = ConnectionPool<String, FakeConnection>(idleLimit: 2)

    private func take(_ key: String) throws -> ConnectionPool<String, FakeConnection>.Entry {
        try pool.take(key) { threads throws(BrokerError) in FakeConnection(key, threads) }
    }

    @Test func `a key has one connection`() throws {
        let first = try take("a")
        #expect(try take("a") === first)
        #expect(try take("b") !== first)
    }

    @Test func `of the idle ones the longest unused is closed when there are too many`() throws {
        let connections = try ["a", "b", "c"].map { try take($0) }
        _ = try take("a")
        for connection in connections { pool.giveBack(connection) }
        #expect(connections.map(\.connection.isUsable) == [true, true, true])
        pool.giveBack(connections[0])
        #expect(connections.map(\.connection.isUsable) == [true, false, true])
        #expect(try take("b") !== connections[1])
    }

    @Test func `one in use is never closed, however many there are`() throws {
        let connections = try (0..<20).map { try take("\($0)") }
        #expect(connections.allSatisfy { $0.connection.isUsable })
        for connection in connections { pool.giveBack(connection) }
        #expect(connections.filter(\.connection.isUsable).map(\.connection.name) == ["18", "19"])
    }

    @Test func `one that broke is replaced, and what it still had under way does not count for the other`() throws {
        let broken = try take("a")
        broken.connection.close()
        let other = try take("a")
        #expect(other !== broken)
        pool.giveBack(broken)
        for key in ["b", "c", "d"] { pool.giveBack(try take(key)) }
        #expect(other.connection.isUsable)
    }

    @Test func `a closed pool tells when all have ended, and makes no more`() async throws {
        let connection = try take("a")
        await withCheckedContinuation { continuation in pool.close { continuation.resume() } }
        #expect(!connection.connection.isUsable)
        #expect(throws: BrokerError.self) { try take("a") }
    }
}
