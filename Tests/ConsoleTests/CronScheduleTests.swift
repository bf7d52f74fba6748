import Model
import Testing

@testable import Console

@Suite struct CronScheduleTests {
    private func next(_ schedule: String, after text: String, _ count: Int) throws -> [String] {
        let schedule = try CronSchedule(schedule)
        var instant = try #require(Timestamp(text: text))
        return try (0..<count)
            .map { _ in
                instant = try #require(schedule.next(after: instant))
                return CalendarDate(instant).rfc3339()
            }
    }

    @Test(arguments: [
        ("* * * * *", "2026-11-28T00:00:00Z", ["2026-11-28T00:01:00Z", "2026-11-28T00:02:00Z"]),
        ("* * * * *", "2026-11-28T00:00:59.999Z", ["2026-11-28T00:01:00Z"]),
        ("@daily", "2026-12-31T00:00:00Z", ["2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z"]),
        ("@hourly", "2026-12-31T23:30:00Z", ["2027-01-01T00:00:00Z"]),
        ("@weekly", "2026-11-28T12:00:00Z", ["2026-11-29T00:00:00Z", "2026-12-06T00:00:00Z"]),
        ("@monthly", "2026-11-28T12:00:00Z", ["2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"]),
        ("@yearly", "2026-11-28T12:00:00Z", ["2027-01-01T00:00:00Z"]),
        ("*/20 8-9 * * *", "2026-11-28T08:40:00Z", ["2026-11-28T09:00:00Z", "2026-11-28T09:20:00Z"]),
        (
            "5/25 0 * * *", "2026-11-28T00:00:00Z",
            ["2026-11-28T00:05:00Z", "2026-11-28T00:30:00Z", "2026-11-28T00:55:00Z"]
        ),
        (
            "0 0 31 * *", "2026-11-28T00:00:00Z",
            ["2026-12-31T00:00:00Z", "2027-01-31T00:00:00Z", "2027-03-31T00:00:00Z"]
        ),
        ("0 0 29 2 *", "2026-11-28T00:00:00Z", ["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]),
        ("0 0 29 feb *", "2096-03-01T00:00:00Z", ["2104-02-29T00:00:00Z"]),
        (
            "30 4 1,15 * fri", "2026-11-28T00:00:00Z",
            ["2026-12-01T04:30:00Z", "2026-12-04T04:30:00Z", "2026-12-11T04:30:00Z", "2026-12-15T04:30:00Z"]
        ),
        (
            "0 12 * * MON-WED", "2026-11-28T00:00:00Z",
            ["2026-11-30T12:00:00Z", "2026-12-01T12:00:00Z", "2026-12-02T12:00:00Z", "2026-12-07T12:00:00Z"]
        ),
        ("0 12 */2 * 1", "2026-11-28T00:00:00Z", ["2026-12-07T12:00:00Z", "2026-12-21T12:00:00Z"]),
        ("0 0 * * 7", "2026-11-28T00:00:00Z", ["2026-11-29T00:00:00Z"]),
        ("0 0 1 jan-dec/6 *", "2026-11-28T00:00:00Z", ["2027-01-01T00:00:00Z", "2027-07-01T00:00:00Z"]),
    ])
    func `the next times are those that a calendar shows`(_ schedule: String, _ after: String, _ times: [String]) throws
    {
        #expect(try next(schedule, after: after, times.count) == times)
    }

    @Test(arguments: [
        ("", "five fields"), ("* * * *", "five fields"), ("* * * * * *", "five fields"), ("@never", "@daily"),
        ("60 * * * *", "minute"), ("* 24 * * *", "hour"), ("* * 0 * *", "day of the month"), ("* * * 13 *", "month"),
        ("* * * * 8", "day of the week"), ("*/0 * * * *", "minute"), ("5-1 * * * *", "minute"),
        ("1,,2 * * * *", "minute"),
        ("+1 * * * *", "minute"), ("0 0 30 2 *", "never"), ("0 0 31 4,6,9,11 *", "never"), ("a * * * *", "minute"),
        ("99999999999999999999 * * * *", "minute"), ("1-2-3 * * * *", "minute"), ("*/1/2 * * * *", "minute"),
    ])
    func `what is no schedule is refused, and the field is named`(_ schedule: String, _ word: String) {
        do throws(Refusal) {
            _ = try CronSchedule(schedule)
            Issue.record("it is taken")
        } catch { #expect(error.status == 400 && error.reason.contains(word)) }
    }
}
