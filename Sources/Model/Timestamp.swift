internal import Glibc

/// An instant on the wall clock, in nanoseconds since 1970-01-01T00:00:00Z without leap seconds.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds since the Unix epoch; covers the years 1678 to 2262.
    public let nanoseconds: Int64

    /// Takes nanoseconds since the Unix epoch.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Takes whole seconds since the Unix epoch.
    public init(seconds: Int64) { self.nanoseconds = seconds * 1_000_000_000 }

    /// Whole seconds since the Unix epoch, rounded down.
    public var seconds: Int64 {
        nanoseconds >= 0 ? nanoseconds / 1_000_000_000 : -((-nanoseconds + 999_999_999) / 1_000_000_000)
    }

    /// Whole milliseconds since the Unix epoch, rounded towards zero.
    public var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// Orders by time, the earliest first.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The instant so much later.
    public static func + (instant: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(nanoseconds: instant.nanoseconds &+ duration.nanoseconds)
    }

    /// The time from the right instant to the left one; negative when the right one is later.
    public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .nanoseconds(later.nanoseconds &- earlier.nanoseconds)
    }
}

extension Duration {
    /// The whole duration in nanoseconds, as far as 64 bits reach (292 years).
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
    }

    /// The duration in milliseconds with its fraction.
    public var inMilliseconds: Double { Double(nanoseconds) / 1_000_000 }
}

/// Where a decision reads the time from: the system's clock, or one that a test or `--seed` holds still.
public struct WallClock: Sendable {
    private let read: @Sendable () -> Timestamp

    /// A clock that asks the closure each time.
    public init(_ read: @escaping @Sendable () -> Timestamp) { self.read = read }

    /// What the clock shows.
    public var now: Timestamp { read() }

    /// The system's real-time clock (`clock_gettime(2)`, `CLOCK_REALTIME`).
    public static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// A clock that always shows the same instant.
    public static func frozen(at instant: Timestamp) -> WallClock { WallClock { instant } }
}
