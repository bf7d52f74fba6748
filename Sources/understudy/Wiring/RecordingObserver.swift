internal import Model
internal import Proxy
internal import Recorder

/// Hands finished exchanges from the data plane to the recorder.
struct RecordingObserver: ExchangeObserver {
    let recorder: ExchangeRecorder

    func finished(_ exchange: Exchange) { recorder.record(exchange) }

    var isReady: Bool { recorder.isReady }

    func whenReady(_ resume: @escaping @Sendable () -> Void) { recorder.whenReady(resume) }
}
