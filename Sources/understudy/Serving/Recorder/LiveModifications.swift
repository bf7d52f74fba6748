internal import Console
internal import Synchronization

/// What a session does to traffic, changed while it records. Read for each request under a lock that nobody holds for longer
/// than the copy takes.
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
