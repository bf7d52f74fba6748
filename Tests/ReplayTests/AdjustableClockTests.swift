import Model
import Replay
import Testing

@Suite struct AdjustableClockTests {
    @Test func standsMovesAndRuns() {
        let real = WallClock.frozen(at: Timestamp(seconds: 100))
        let clock = AdjustableClock(real: real)
        #expect(clock.now == Timestamp(seconds: 100) && !clock.isFrozen)
        clock.advance(by: .seconds(5))
        #expect(clock.wallClock.now == Timestamp(seconds: 105) && clock.offset == .seconds(5))
        clock.freeze(at: Timestamp(seconds: 7))
        clock.advance(by: .seconds(3))
        #expect(clock.now == Timestamp(seconds: 10) && clock.isFrozen)
        clock.run()
        #expect(clock.now == Timestamp(seconds: 100))
    }

    @Test func aMockDiesWhenTheClockSaysSo() throws {
        let clock = AdjustableClock(frozenAt: Timestamp(seconds: 0))
        let engine = try engine(
            #"{"id": "t", "ttl": 60, "http": {"route": "/"}, "response": {}}"#,
            ReplayOptions(clock: clock.wallClock)
        )
        clock.advance(by: .seconds(59))
        #expect(engine.answer(request("GET", "/")).answered != nil)
        clock.advance(by: .seconds(1))
        #expect(engine.answer(request("GET", "/")).missed != nil)
    }
}
