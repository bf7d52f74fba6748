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
    /// Observers of what `record` was told to observe, not yet connected.
    static func brokerObservers(
        _ places: [ObservedPlace],
        _ settings: RecordCommand,
        _ ids: ExchangeIDs,
        _ recorder: ExchangeRecorder,
        _ logger: Logger
    ) throws(UserError) -> BrokerObservers {
        var options = BrokerOptions()
        options.caFile = settings.brokers.brokerCa
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
                    bodyLimit: settings.maxBody.bytes,
                    clock: .system,
                    ids: ids
                ) { message in
                    recorder.recordWhenReady(message)
                }
                observers.append(observer)
            } catch {
                throw .failure(error.reason)
            }
        }
        return BrokerObservers(observers: observers)
    }
}
