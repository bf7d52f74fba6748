import Model
import Testing

@testable import Callbacks

@Suite struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    private let date = Timestamp(seconds: 784_111_777)

    @Test(arguments: [
        ("0", 0), ("120", 120), (" 7", 7), ("86401", 86_400), ("99999999999999999999", 86_400),
    ])
    func `seconds, at most a day`(_ value: String, _ expected: Int64) {
        #expect(retryAfter(value, at: date) == .seconds(expected))
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
    func `the three forms of a date`(_ value: String) {
        #expect(retryAfter(value, at: Timestamp(seconds: date.seconds - 30)) == .seconds(30))
        #expect(retryAfter(value, at: Timestamp(seconds: date.seconds + 30)) == .zero)
        #expect(retryAfter(value, at: Timestamp(seconds: date.seconds - 900_000)) == .seconds(86_400))
    }

    @Test(arguments: ["", "soon", "-1", "1.5", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT"])
    func `anything else is nothing`(_ value: String) { #expect(retryAfter(value, at: date) == nil) }
}
