import Foundation
import Model
import TestSupport
import Testing

@Suite struct CalendarDateTests {
    @Test func `spells a known instant`() {
        let date = CalendarDate(Timestamp(nanoseconds: 1_795_470_419_123_456_789))
        #expect(date.rfc3339() == "2026-11-23T21:46:59Z")
        #expect(date.rfc3339(fractionDigits: 3) == "2026-11-23T21:46:59.123Z")
        #expect(date.rfc3339(fractionDigits: 9) == "2026-11-23T21:46:59.123456789Z")
        #expect(date.httpDate == "Mon, 23 Nov 2026 21:46:59 GMT")
    }

    @Test func `agrees with Foundation's calendar, before 1970 too`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededRandom(seed: seed)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for _ in 0..<1_000 {
            let seconds = Int64.random(in: -2_000_000_000...9_000_000_000, using: &random)
            let date = CalendarDate(Timestamp(seconds: seconds))
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second, .weekday],
                from: Date(timeIntervalSince1970: Double(seconds))
            )
            #expect(
                [date.year, date.month, date.day, date.hour, date.minute, date.second, date.weekday + 1]
                    == [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second, parts.weekday],
                "seed \(seed), second \(seconds)"
            )
            #expect(date.timestamp.seconds == seconds, "seed \(seed)")
        }
    }

    @Test func `a date that no instant reaches is the last one, or the first`() {
        #expect(CalendarDate(year: 9_999, month: 12, day: 31).timestamp == Timestamp(nanoseconds: .max))
        #expect(CalendarDate(year: 1, month: 1, day: 1).timestamp == Timestamp(nanoseconds: .min))
        #expect(CalendarDate(year: 2_262, month: 4, day: 11).timestamp < Timestamp(nanoseconds: .max))
    }
}
