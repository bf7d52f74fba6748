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
}
