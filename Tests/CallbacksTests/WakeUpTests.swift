import Brokers
import Testing

@testable import Callbacks

@Suite(.timeLimit(.minutes(1)))
struct WakeUpTests {
    @Test func `a wake ends the wait, also one that came before it`() async {
        let wakeUp = WakeUp()
        wakeUp.wake()
        wakeUp.wait(atMost: .seconds(3_600))
        await withCheckedContinuation { continuation in
            _ = startThread {
                wakeUp.wait(atMost: .seconds(3_600))
                continuation.resume()
            }
            wakeUp.wake()
        }
    }

    @Test func `several wakes end one wait, and the time ends another`() {
        let wakeUp = WakeUp()
        wakeUp.wake()
        wakeUp.wake()
        wakeUp.wait(atMost: .seconds(3_600))
        let begin = DispatcherTime.monotonic()
        wakeUp.wait(atMost: .milliseconds(20))
        #expect(DispatcherTime.monotonic() - begin >= .milliseconds(20))
        wakeUp.wait(atMost: .seconds(-1))
    }

    @Test func `a wake does not end a rest, and the wait after it does not miss it`() {
        let wakeUp = WakeUp()
        let begin = DispatcherTime.monotonic()
        wakeUp.wake()
        wakeUp.rest(atMost: .milliseconds(20))
        #expect(DispatcherTime.monotonic() - begin >= .milliseconds(20))
        wakeUp.wait(atMost: .seconds(3_600))
    }

    @Test func `a hurry ends a rest, also one that came before it`() async {
        let wakeUp = WakeUp()
        wakeUp.hurry()
        wakeUp.rest(atMost: .seconds(3_600))
        wakeUp.wait(atMost: .seconds(3_600))
        await withCheckedContinuation { continuation in
            _ = startThread {
                wakeUp.rest(atMost: .seconds(3_600))
                continuation.resume()
            }
            wakeUp.hurry()
        }
    }
}
