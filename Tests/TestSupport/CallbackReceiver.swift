internal import Foundation
internal import Glibc
public import Model

/// A small HTTP/1.1 receiver on a port of the system's choice: answers by a script and keeps what came, byte for byte.
///
/// Each connection has a thread of its own, so a script may block. It stops when it is let go of, whatever the test did.
public final class CallbackReceiver: Sendable {
    /// What a script answers.
    public enum Reply: Sendable {
        /// A whole answer; Content-Length is added.
        case status(Int, fields: FieldSection = [], body: String = "")
        /// These bytes and nothing else.
        case raw([UInt8])
        /// Nothing, until the client leaves or the receiver stops.
        case stall
        /// The connection is closed without an answer.
        case close
        /// The connection is reset (RST).
        case reset
    }

    /// One request as it came.
    public struct Received: Sendable {
        /// The request line's method.
        public var method: String
        /// The request line's target.
        public var target: String
        /// The fields in order.
        public var fields: FieldSection
        /// The content, by Content-Length.
        public var body: [UInt8]
        /// The head's bytes, up to and with the empty line.
        public var headBytes: [UInt8]
        /// Which connection it came over, counted from zero in the order of their arrival.
        public var connection: Int

        /// The content as text.
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let core: ReceiverCore

    /// Listens on 127.0.0.1.
    ///
    /// - Parameter script: is given each request and how many came before it, and says the answer.
    /// - Throws: what the system said when it gave no socket.
    public init(
        script: @escaping @Sendable (_ request: Received, _ index: Int) -> Reply = { _, _ in .status(200) }
    ) throws {
        core = try ReceiverCore(script: script)
        core.start()
    }

    deinit { core.stop() }

    /// The port it listens on.
    public var port: Int { core.port }

    /// An address of it.
    public func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// What has come so far, in the order in which the requests were complete.
    public var received: [Received] { core.snapshot }

    /// How many connections have come so far.
    public var connectionCount: Int { core.connections }

    /// How many requests are being answered at this moment.
    public var answeringCount: Int { core.answering }

    /// Waits until so many requests have come.
    ///
    /// - Throws: `ReceiverTimeout` when fewer came within the time.
    @discardableResult
    public func wait(for count: Int, within limit: Duration = .seconds(20)) async throws -> [Received] {
        let core = core
        let received = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: core.wait(for: count, until: Date() + limit.inMilliseconds / 1000))
            }
        }
        guard received.count >= count else { throw ReceiverTimeout(expected: count, came: received.count) }
        return received
    }

    /// Closes the port and every connection.
    public func stop() { core.stop() }
}

/// Fewer requests came than a test waited for.
public struct ReceiverTimeout: Error, CustomStringConvertible {
    /// How many should have come.
    public let expected: Int
    /// How many came.
    public let came: Int

    /// Both numbers.
    public var description: String { "the receiver waited for \(expected) requests, \(came) came" }
}
