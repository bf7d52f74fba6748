internal import Console
internal import Model
internal import Proxy
internal import Recorder
internal import Synchronization

/// Hands finished exchanges of a session to its recorder, as far as its filter lets them pass.
final class SessionObserver: ExchangeObserver {
    private let recorder: ExchangeRecorder
    private let plan: SessionPlan
    private let feed: RecorderFeed
    private let kept: Atomic<Int>
    private let passed = Atomic(0)

    init(recorder: ExchangeRecorder, plan: SessionPlan, feed: RecorderFeed) {
        (self.recorder, self.plan, self.feed) = (recorder, plan, feed)
        kept = Atomic(recorder.recording.exchangeCount)
    }

    private var filter: SessionFilter { plan.settings.filter }

    /// How many exchanges were not kept.
    var passedOver: Int { passed.load(ordering: .relaxed) }

    func finished(_ exchange: Exchange) {
        guard isKept(exchange) else { return _ = passed.add(1, ordering: .relaxed) }
        recorder.record(filter.reduced(exchange))
        if feed.hasReaders {
            feed.publish(.finished(exchange, session: plan.id, namespace: plan.namespace))
        }
    }

    /// Webhooks are kept whatever the filter says: it is about what clients ask for.
    private func isKept(_ exchange: Exchange) -> Bool {
        guard exchange.kind == .exchange else { return true }
        guard filter.keeps(exchange.request) else { return false }
        guard let limit = filter.limit else { return true }
        return kept.add(1, ordering: .relaxed).oldValue < limit
    }

    var isReady: Bool { recorder.isReady }

    func whenReady(_ resume: @escaping @Sendable () -> Void) { recorder.whenReady(resume) }
}
