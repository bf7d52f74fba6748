internal import Model

extension FakerKind {
    /// What the clock shows, in the spellings of the reference.
    static let clockFakers: [String: FakerKind] = [
        "UnixTime": .clock { .int($0.seconds) },
        "Timestamp": .clock { instant in
            let date = CalendarDate(instant)
            return .string("\(date.dateText) \(date.timeText)")
        },
        "Date": .clock { .string(CalendarDate($0).dateText) },
        "TimeString": .clock { .string(CalendarDate($0).timeText) },
        "DateISO": .clock { .string(CalendarDate($0).rfc3339()) },
        "DateTimeISO": .clock { .string(CalendarDate($0).rfc3339()) },
        "iso_date": .clock { .string(CalendarDate($0).dateText) },
        "iso_datetime": .clock { .string(CalendarDate($0).rfc3339()) },
        "DayOfWeek": .clock { .string(days[CalendarDate($0).weekday]) },
        "MonthName": .clock { .string(months[CalendarDate($0).month - 1]) },
        "Timezone": .list([
            "Europe/Berlin", "Europe/London", "Europe/Paris", "America/New_York", "America/Sao_Paulo", "Asia/Tokyo",
            "Asia/Kolkata", "Australia/Sydney", "Africa/Lagos", "UTC",
        ]),
        "cron": .text { chance in
            "\(Int.random(in: 0...59, using: &chance)) \(Int.random(in: 0...23, using: &chance)) * * *"
        },
        "duration": .text { "PT\(Int.random(in: 1...23, using: &$0))H\(Int.random(in: 1...59, using: &$0))M" },
    ]

    private static let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
