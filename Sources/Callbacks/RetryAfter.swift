internal import Model

/// How long `Retry-After` asks to wait, at most a day: seconds, or one of the three forms of an HTTP date
/// (RFC 9110 §10.2.3, §5.6.7). Nil when it is neither; zero when the date has passed.
func retryAfter(_ value: some StringProtocol, at now: Timestamp) -> Duration? {
    let longest: Duration = .seconds(86_400)
    let text = String(value.drop { $0 == " " })
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
        return min(Int64(text).map { .seconds($0) } ?? longest, longest)
    }
    guard let date = httpDate(text, near: now) else { return nil }
    return date > now ? min(date, now + longest) - now : .zero
}

/// The instant of an HTTP date in any of its forms: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and
/// `Sun Nov  6 08:49:37 1994`.
private func httpDate(_ text: String, near now: Timestamp) -> Timestamp? {
    let words = text.split { " ,-".contains($0) }.map(String.init)
    guard words.count >= 5 else { return nil }
    let isUnixForm = Int(words[2]) != nil && Int(words[1]) == nil
    let (day, month) = isUnixForm ? (words[2], words[1]) : (words[1], words[2])
    let (year, time) = isUnixForm ? (words[4], words[3]) : (words[3], words[4])
    let clock = time.split(separator: ":").compactMap { Int($0) }
    guard let day = Int(day), (1...31).contains(day), let year = Int(year), (0...9_999).contains(year),
        let monthIndex = CalendarDate.monthNames.firstIndex(of: month), clock.count == 3,
        (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
    else { return nil }
    return CalendarDate(
        year: year < 100 ? fullYear(year, near: now) : year,
        month: monthIndex + 1,
        day: day,
        hour: clock[0],
        minute: clock[1],
        second: clock[2]
    )
    .timestamp
}

/// Two digits that seem to lie more than 50 years ahead mean the past (RFC 9110 §5.6.7).
private func fullYear(_ twoDigits: Int, near now: Timestamp) -> Int {
    let current = CalendarDate(now).year
    let year = current / 100 * 100 + twoDigits
    return year > current + 50 ? year - 100 : year
}
