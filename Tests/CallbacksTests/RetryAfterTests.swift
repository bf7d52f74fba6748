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

    @Test(arguments: [("9999", 86_400), ("2263", 86_400), ("1677", 0), ("0001", 0)])
    func `a year that no instant reaches is far ahead or long past`(_ year: String, _ expected: Int64) {
        #expect(retryAfter("Fri, 31 Dec \(year) 23:59:59 GMT", at: date) == .seconds(expected))
    }

    @Test(arguments: ["", "soon", "-1", "1.5", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT"])
    func `anything else is nothing`(_ value: String) { #expect(retryAfter(value, at: date) == nil) }
}
