import Testing

@testable import Templating

@Suite struct TimeFormatTests {
    @Test(arguments: [
        ("+24h", 86_400_000), ("-1h30m", -5_400_000), ("250ms", 250), ("+1d2s", 86_402_000), ("90s", 90_000),
    ])
    func readsOffsets(_ text: String, _ milliseconds: Int) {
        #expect(TimeFormat.offset(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: ["", "+", "h", "1", "1w", "1h-2m", "99999999999999d", "1.5h"])
    func refusesWhatIsNone(_ text: String) { #expect(TimeFormat.offset(text) == nil) }
}
