import Model
import Testing

@testable import Templating

@Suite struct TimeFormatTests {
    @Test(arguments: [
        ("+24h", 86_400_000), ("-1h30m", -5_400_000), ("250ms", 250), ("+1d2s", 86_402_000), ("90s", 90_000),
    ])
    func readsOffsets(_ text: String, _ milliseconds: Int) {
        #expect(TimeFormat.offset(text) == .milliseconds(milliseconds))
    }

    @Test(
        arguments: [
            (["unix", "us"], "1795514400.250000"), (["unix", "ms", "+1s"], "1795514401.250"),
            (["rfc3339", "+02:00", "45", "minutes"], "2026-11-24T12:45:00+02:00"),
            (["date", "-3", "days"], "2026-11-21"),
            (["rfc3339", "45"], "unreadable"), (["rfc3339", "minutes"], "unreadable"),
        ]
    )
    func writesFractionsAndCountsUnits(_ arguments: [String], _ expected: String) {
        let instant = Timestamp(nanoseconds: 1_795_514_400_250_000_000)
        let text = (try? TimeFormat(arguments))?.value(at: instant).textValue ?? "unreadable"
        #expect(text == expected)
    }

    @Test(arguments: ["", "+", "h", "1", "1w", "1h-2m", "99999999999999d", "1.5h"])
    func refusesWhatIsNone(_ text: String) { #expect(TimeFormat.offset(text) == nil) }
}
