internal import Model

/// Times that come again, as crontab(5) writes them: minute, hour, day of the month, month, day of the week, in UTC.
struct CronSchedule: Sendable, Hashable {
    /// As it was written.
    let text: String
    private let minutes, hours, days, months, weekdays: Set<Int>
    /// Where days of both kinds are named, one of either kind will do (crontab(5)).
    private let takesEitherDay: Bool

    private static let words = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]

    init(_ text: String) throws(Refusal) {
        self.text = text
        let parts = (Self.words[text.lowercased()] ?? text).split { $0 == " " || $0 == "\t" }.map(String.init)
        guard parts.count == 5 else {
            throw .invalid(
                """
                the schedule "\(text)" should have five fields, "minute hour day month weekday", or be one of \
                \(Self.words.keys.sorted().joined(separator: ", "))
                """
            )
        }
        minutes = try CronField.minute.values(parts[0])
        hours = try CronField.hour.values(parts[1])
        days = try CronField.day.values(parts[2])
        months = try CronField.month.values(parts[3])
        weekdays = Set(try CronField.weekday.values(parts[4]).map { $0 % 7 })
        takesEitherDay = !parts[2].hasPrefix("*") && !parts[4].hasPrefix("*")
        guard next(after: Timestamp(seconds: 0)) != nil else {
            throw .invalid("the schedule \"\(text)\" never comes: no month that it names has such a day")
        }
    }

    /// The first time behind an instant; nil when there is none.
    func next(after instant: Timestamp) -> Timestamp? {
        let minute = (instant.seconds.quotientRoundedDown(by: 60) + 1) * 60
        let first = CalendarDate(Timestamp(seconds: minute))
        if let time = time(on: first, notBefore: first.hour * 60 + first.minute) { return time }
        let midnight = minute.quotientRoundedDown(by: 86_400)
        // Between two leap days lie eight years at most.
        for day in midnight + 1...midnight + 8 * 366 {
            if let time = time(on: CalendarDate(Timestamp(seconds: day * 86_400)), notBefore: 0) { return time }
        }
        return nil
    }

    /// The first time of a day, not before so many minutes of it.
    private func time(on date: CalendarDate, notBefore start: Int) -> Timestamp? {
        guard includes(date) else { return nil }
        for time in start..<24 * 60 where hours.contains(time / 60) && minutes.contains(time % 60) {
            let (hour, minute) = time.quotientAndRemainder(dividingBy: 60)
            return CalendarDate(year: date.year, month: date.month, day: date.day, hour: hour, minute: minute).timestamp
        }
        return nil
    }

    private func includes(_ date: CalendarDate) -> Bool {
        let (isDay, isWeekday) = (days.contains(date.day), weekdays.contains(date.weekday))
        return months.contains(date.month) && (takesEitherDay ? isDay || isWeekday : isDay && isWeekday)
    }
}

extension Int64 {
    fileprivate func quotientRoundedDown(by divisor: Int64) -> Int64 {
        (self - (self % divisor + divisor) % divisor) / divisor
    }
}

/// One of the five fields.
private struct CronField {
    let name: String
    let range: ClosedRange<Int>
    /// What stands for the numbers from the first on.
    var names: [String] = []

    static let minute = CronField(name: "minute", range: 0...59)
    static let hour = CronField(name: "hour", range: 0...23)
    static let day = CronField(name: "day of the month", range: 1...31)
    static let month = CronField(
        name: "month",
        range: 1...12,
        names: CalendarDate.monthNames.map { $0.lowercased() }
    )
    /// 0 and 7 are Sunday.
    static let weekday = CronField(
        name: "day of the week",
        range: 0...7,
        names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    )

    /// The numbers that a field names: `*`, `5`, `1-5`, `*/15`, `mon-fri`, and several of these with commas between them.
    func values(_ text: String) throws(Refusal) -> Set<Int> {
        var values: Set<Int> = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2, let whole = interval(parts[0], isOpen: parts.count == 2),
                let step = parts.count == 2 ? Int(parts[1]) : 1, (1...60).contains(step)
            else { throw refusal(String(item)) }
            values.formUnion(stride(from: whole.lowerBound, through: whole.upperBound, by: step))
        }
        return values
    }

    /// - Parameter isOpen: whether one number stands for all from there on, as in `5/15`.
    private func interval(_ text: Substring, isOpen: Bool) -> ClosedRange<Int>? {
        if text == "*" { return range.lowerBound...min(range.upperBound, name == Self.weekday.name ? 6 : .max) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(number)
        switch ends.count {
        case 1: return ends[0].map { $0...(isOpen ? range.upperBound : $0) }
        case 2:
            guard let first = ends[0], let last = ends[1], first <= last else { return nil }
            return first...last
        default: return nil
        }
    }

    private func number(_ text: Substring) -> Int? {
        if let place = names.firstIndex(of: text.lowercased()) { return place + range.lowerBound }
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
            return nil
        }
        return range.contains(number) ? number : nil
    }

    private func refusal(_ item: String) -> Refusal {
        .invalid(
            "\"\(item)\" is no \(name) of a schedule: it may be *, a number from \(range.lowerBound) to \(range.upperBound), "
                + "an interval like \(range.lowerBound)-\(range.upperBound), and have a step behind it like */2"
        )
    }
}
