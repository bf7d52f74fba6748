internal import Glibc
internal import Model

/// The two clocks of a dispatcher.
struct DispatcherTime: Sendable {
    /// What attempts and signatures are dated with.
    let wall: WallClock
    /// What delays and gaps are measured with: never goes back.
    let elapsed: @Sendable () -> Duration

    /// What both show now.
    var now: Moment { Moment(elapsed: elapsed(), wall: wall.now) }

    /// `clock_gettime(2)`, `CLOCK_MONOTONIC`.
    static let monotonic: @Sendable () -> Duration = {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .nanoseconds(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
