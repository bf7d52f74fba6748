import Brokers
import Foundation
import Model
import TestSupport

/// An observer with what it heard and what it logged.
final class Listening: Sendable {
    let observer: BrokerObserver
    private let messages: AsyncStream<ObservedMessage>
    private let lines: AsyncStream<BrokerLogLine>

    /// - Parameter gate: is waited for before each message is heard.
    init(
        _ place: ObservedPlace,
        bodyLimit: Int = 1 << 20,
        options: BrokerOptions = BrokerOptions(),
        gate: DispatchSemaphore? = nil
    ) throws {
        let (messages, heard) = AsyncStream.makeStream(of: ObservedMessage.self)
        let (lines, logged) = AsyncStream.makeStream(of: BrokerLogLine.self)
        (self.messages, self.lines) = (messages, lines)
        var options = options
        options.log = { logged.yield($0) }
        observer = try BrokerObserver(
            place,
            options: options,
            bodyLimit: bodyLimit,
            clock: .system,
            ids: ExchangeIDs(from: ExchangeID(rawValue: 100))
        ) { message in
            gate?.wait()
            heard.yield(message)
            gate?.signal()
        }
    }

    /// Starts it, off the threads that tests share.
    func start() async throws { try await Self.blocking { try self.observer.start() } }

    func stop() async { try? await Self.blocking { self.observer.stop() } }

    /// The next messages.
    func next(_ count: Int) async -> [ObservedMessage] {
        var found: [ObservedMessage] = []
        guard count > 0 else { return found }
        for await message in messages {
            found.append(message)
            if found.count == count { break }
        }
        return found
    }

    /// The first line that holds the text, past or to come.
    func line(holding text: String) async -> BrokerLogLine? { await lines.first { $0.text.contains(text) } }

    private static func blocking(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
        }
    }
}

extension ObservedMessage {
    var text: String { String(decoding: body.bytes, as: UTF8.self) }
    var keyText: String? { key.map { String(decoding: $0, as: UTF8.self) } }
}
