internal import Model

/// What is cleaned up in a namespace by itself. Clients of two generations spell the members differently; both are read.
struct CleanupPolicy: Sendable, Hashable {
    /// Whether anything is.
    var isOn = false
    /// When it is; once an hour unless somebody said otherwise.
    var schedule: CronSchedule
    /// How long mocks stay in the trash.
    var trash: Duration?
    /// How long a mock stays out of it that is neither used nor changed.
    var unused: Duration?
    /// How long requests are kept.
    var requests: Duration?
    /// How long undefined requests are kept.
    var undefined: Duration?

    /// - Throws: 400 when a number is none, or the schedule.
    init(_ members: Members) throws(Refusal) {
        let (short, long) = (try members.flag("autoCleanup"), try members.flag("autoCleanupEnabled"))
        isOn = short ?? false || long ?? false
        trash = try Self.days("mockRetentionDays", members)
        unused = try Self.days("unusedMockThresholdDays", members)
        let (log, logs) = (
            try Self.days("logRetentionDays", members), try Self.days("logsRetentionDays", members)
        )
        requests = log ?? logs
        undefined = try Self.days("undefinedRequestRetentionDays", members)
        _ = try Self.days("testRunRetentionDays", members)
        schedule = try CronSchedule(try members.text("cleanupSchedule") ?? "@hourly")
    }

    /// What holds where nobody said anything.
    static let usual: JSON = [
        "mockRetentionDays": 0, "logRetentionDays": 0, "testRunRetentionDays": 0, "autoCleanup": false,
    ]

    /// Days; 0 is for ever.
    private static func days(_ name: String, _ members: Members) throws(Refusal) -> Duration? {
        try members.integer(name, 0...36_500).flatMap { $0 == 0 ? nil : .seconds($0 * 86_400) }
    }
}
