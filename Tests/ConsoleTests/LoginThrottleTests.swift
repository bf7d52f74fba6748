import Model
import Testing

@testable import Console

@Suite struct LoginThrottleTests {
    private let now = Timestamp(seconds: 1_000)

    private func isTaken(
        _ throttle: inout LoginThrottle,
        _ login: String,
        _ client: String,
        at instant: Timestamp
    ) -> Bool {
        do throws(Refusal) {
            try throttle.begin(login, from: client, at: instant)
            return true
        } catch {
            #expect((error.status, error.code) == (429, "rate_limit"))
            return false
        }
    }

    @Test func `an account has ten failures in ten minutes, from wherever they come`() {
        var throttle = LoginThrottle()
        for number in 0..<10 { #expect(isTaken(&throttle, "ann", "10.0.0.\(number):1", at: now)) }
        #expect(!isTaken(&throttle, "ANN", "10.0.0.99:1", at: now))
        #expect(isTaken(&throttle, "bob", "10.0.0.99:1", at: now))
        #expect(isTaken(&throttle, "ann", "10.0.0.99:1", at: now + .seconds(600)))
    }

    @Test func `an address has fifty, for whomever they are`() {
        var throttle = LoginThrottle()
        for number in 0..<50 { #expect(isTaken(&throttle, "user-\(number)", "10.0.0.1:\(number)", at: now)) }
        #expect(!isTaken(&throttle, "ann", "10.0.0.1:99", at: now))
        #expect(isTaken(&throttle, "ann", "10.0.0.2:99", at: now))
    }

    @Test func `an address of IPv6 counts with its neighbours`() {
        var throttle = LoginThrottle()
        for number in 0..<50 { #expect(isTaken(&throttle, "user-\(number)", "[2001:db8::\(number)]:1", at: now)) }
        #expect(!isTaken(&throttle, "ann", "[2001:db8:0:0:ffff::1]:1", at: now))
        #expect(isTaken(&throttle, "ann", "[2001:db8:0:1::1]:1", at: now))
    }

    @Test func `an attempt that succeeds is given back, and takes the account's failures along`() {
        var throttle = LoginThrottle()
        for _ in 0..<9 { #expect(isTaken(&throttle, "ann", "10.0.0.1:1", at: now)) }
        #expect(isTaken(&throttle, "ann", "10.0.0.1:1", at: now))
        throttle.succeeded("ann", from: "10.0.0.1:1")
        for _ in 0..<10 { #expect(isTaken(&throttle, "ann", "10.0.0.1:1", at: now)) }
        #expect(!isTaken(&throttle, "ann", "10.0.0.1:1", at: now))
    }

    @Test func `a flood of names does not fill the memory, nor lift the limit of those that count now`() {
        var throttle = LoginThrottle()
        for number in 0..<30_000 {
            _ = isTaken(&throttle, "name-\(number)", "10.\(number / 60_000).\(number / 250).\(number % 250):1", at: now)
        }
        let later = now + .seconds(1)
        for _ in 0..<10 { _ = isTaken(&throttle, "ann", "10.9.9.9:1", at: later) }
        #expect(!isTaken(&throttle, "ann", "10.9.9.8:1", at: later))
    }
}
