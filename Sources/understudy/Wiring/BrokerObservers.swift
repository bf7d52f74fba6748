internal import Brokers
internal import Foundation
internal import Logging
internal import Model
internal import Recorder

/// The observers of a recording.
struct BrokerObservers {
    let observers: [BrokerObserver]

    var names: [String] { observers.map(\.name) }

    /// Connects all of them, or leaves none connected.
    func start() async throws(UserError) {
        let failure = await Self.blocking { () -> BrokerError? in
            for (number, observer) in observers.enumerated() {
                do throws(BrokerError) { try observer.start() } catch {
                    observers.prefix(number).forEach { $0.stop() }
                    return error
                }
            }
            return nil
        }
        if let failure { throw .failure(failure.reason) }
    }

    /// Takes what had been published by now, and ends them.
    func stop() async {
        for observer in observers { observer.askToStop() }
        await Self.blocking { for observer in observers { observer.stop() } }
    }

    /// Connecting and draining wait for brokers, which must not happen on a thread that others need.
    private static func blocking<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}

extension Assembly {
    /// Observers of some places, not yet connected.
    ///
    /// - Parameters:
    ///   - caFile: roots that brokers are verified against, besides the system's.
    ///   - bodyLimit: bytes that are kept of each content.
    ///   - whenSeen: is told of each message beside the recorder, on a thread that may block.
    static func brokerObservers(
        _ places: [ObservedPlace],
        caFile: String?,
        bodyLimit: Int,
        _ ids: ExchangeIDs,
        _ recorder: ExchangeRecorder,
        _ logger: Logger,
        whenSeen: @escaping @Sendable (ObservedMessage) -> Void = { _ in }
    ) throws(UserError) -> BrokerObservers {
        var options = BrokerOptions()
        options.caFile = caFile
        options.log = { line in
            let level: Logger.Level = line.severity <= 4 ? .warning : line.severity == 5 ? .notice : .debug
            logger.log(level: level, "\(line.text)")
        }
        var observers: [BrokerObserver] = []
        for place in places {
            do throws(BrokerError) {
                let observer = try BrokerObserver(
                    place,
                    options: options,
                    bodyLimit: bodyLimit,
                    clock: .system,
                    ids: ids
                ) { message in
                    recorder.recordWhenReady(message)
                    whenSeen(message)
                }
                observers.append(observer)
            } catch {
                throw .failure(error.reason)
            }
        }
        return BrokerObservers(observers: observers)
    }
}
