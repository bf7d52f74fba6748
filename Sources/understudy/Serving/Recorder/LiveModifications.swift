internal import Console
internal import Synchronization

/// What a session does to traffic of both kinds.
struct SessionLive: Sendable {
    let traffic: LiveModifications
    let webhooks: LiveModifications

    init(_ modifications: SessionModifications) {
        (traffic, webhooks) = (LiveModifications(modifications.traffic), LiveModifications(modifications.webhooks))
    }

    func change(to modifications: SessionModifications) {
        traffic.change(to: modifications.traffic)
        webhooks.change(to: modifications.webhooks)
    }
}

/// What is done to the traffic of some listeners, changed while they take requests. Read for each under a lock that nobody
/// holds for longer than the copy takes.
final class LiveModifications: Sendable {
    /// The modifications, prepared.
    struct Prepared: Sendable {
        let modifications: TrafficModifications
        let requestMask: BodyMask?
        let responseMask: BodyMask?
    }

    /// Nil while traffic passes as it comes.
    private let prepared: Mutex<Prepared?>

    init(_ modifications: TrafficModifications) { prepared = Mutex(Self.prepared(modifications)) }

    var current: Prepared? { prepared.withLock { $0 } }

    func change(to modifications: TrafficModifications) {
        let next = Self.prepared(modifications)
        prepared.withLock { $0 = next }
    }

    private static func prepared(_ modifications: TrafficModifications) -> Prepared? {
        guard !modifications.isEmpty else { return nil }
        return Prepared(
            modifications: modifications,
            requestMask: BodyMask(modifications.request),
            responseMask: BodyMask(modifications.response)
        )
    }
}
