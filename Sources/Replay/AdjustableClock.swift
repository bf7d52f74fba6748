public import Model
internal import Synchronization

/// A clock that can be held still and moved, for templates and `ttl`.
public final class AdjustableClock: Sendable {
    private enum Setting {
        /// The real time and so much more.
        case moving(offset: Duration)
        case frozen(Timestamp)
    }

    private let setting: Mutex<Setting>
    private let real: WallClock

    /// A clock that shows the real time, or stands still at an instant.
    public init(frozenAt instant: Timestamp? = nil, real: WallClock = .system) {
        self.real = real
        setting = Mutex(instant.map { .frozen($0) } ?? .moving(offset: .zero))
    }

    /// What the clock shows.
    public var now: Timestamp {
        switch setting.withLock({ $0 }) {
        case .moving(let offset): real.now + offset
        case .frozen(let instant): instant
        }
    }

    /// The clock for those who only read it.
    public var wallClock: WallClock { WallClock { [self] in now } }

    /// Whether it stands still.
    public var isFrozen: Bool { if case .frozen = setting.withLock({ $0 }) { true } else { false } }

    /// How far it is ahead of the real time, while it moves.
    public var offset: Duration {
        switch setting.withLock({ $0 }) {
        case .moving(let offset): offset
        case .frozen(let instant): instant - real.now
        }
    }

    /// Holds it still at an instant.
    public func freeze(at instant: Timestamp) { setting.withLock { $0 = .frozen(instant) } }

    /// Lets it run, so far ahead of the real time.
    public func run(ahead offset: Duration = .zero) { setting.withLock { $0 = .moving(offset: offset) } }

    /// Moves it on, or back, without changing whether it stands still.
    public func advance(by duration: Duration) {
        setting.withLock { setting in
            switch setting {
            case .moving(let offset): setting = .moving(offset: offset + duration)
            case .frozen(let instant): setting = .frozen(instant + duration)
            }
        }
    }
}
