import Model
import Testing

@Suite struct TimestampTests {
    @Test func `seconds round down on both sides of the epoch`() {
        #expect(Timestamp(nanoseconds: 1_999_999_999).seconds == 1)
        #expect(Timestamp(nanoseconds: -1).seconds == -1)
        #expect(Timestamp(nanoseconds: -1_000_000_000).seconds == -1)
    }

    @Test func `adding what lies between gives the later one`() {
        let (early, late) = (Timestamp(seconds: 10), Timestamp(nanoseconds: 12_345_678_901))
        #expect(early + (late - early) == late)
        #expect((early - late).nanoseconds == -2_345_678_901)
    }

    @Test func `a frozen clock stands still, the system's does not go back`() {
        let clock = WallClock.frozen(at: Timestamp(seconds: 5))
        #expect(clock.now == clock.now)
        let first = WallClock.system.now
        #expect(WallClock.system.now >= first)
        #expect(first > Timestamp(seconds: 1_700_000_000))
    }
}
