public import Model

/// Something that the server does by itself.
public struct StoredJob: Sendable, Hashable {
    /// Its name for programs.
    public var id: String
    /// Its name for people.
    public var name: String
    /// `cleanup`, `backup` or `build`.
    public var kind: String
    /// What the work needs to know.
    public var settings: JSONObject
    /// Five fields as crontab(5) has them; nil for a job that runs only when somebody asks.
    public var schedule: String?
    /// Whether it runs when it is due.
    public var isEnabled: Bool
    /// Whether a run that was missed while no server ran is made up for.
    public var catchesUp: Bool
    /// What was due until then was run or let go.
    public var handledUntil: Timestamp
    /// When it was made.
    public var createdAt: Timestamp
    /// When it was last changed.
    public var updatedAt: Timestamp

    /// A job that was made at an instant, from which on its runs count.
    public init(
        id: String,
        name: String,
        kind: String,
        settings: JSONObject = [:],
        schedule: String? = nil,
        isEnabled: Bool = true,
        catchesUp: Bool = false,
        createdAt: Timestamp
    ) {
        (self.id, self.name, self.kind, self.settings) = (id, name, kind, settings)
        (self.schedule, self.isEnabled, self.catchesUp) = (schedule, isEnabled, catchesUp)
        (self.createdAt, updatedAt, handledUntil) = (createdAt, createdAt, createdAt)
    }
}

/// One run of a job.
public struct StoredRun: Sendable, Hashable {
    /// Why it ran.
    public enum Cause: String, Sendable, CaseIterable {
        /// It was due.
        case schedule
        /// It had been due while no server ran.
        case catchUp = "catch_up"
        /// Somebody asked.
        case request
    }

    /// What became of it.
    public enum Outcome: String, Sendable, CaseIterable {
        /// It goes on.
        case running
        /// All was done.
        case succeeded
        /// It was not done, and the message says why.
        case failed
        /// The server ended in the middle.
        case interrupted
        /// It was due while the run before went on.
        case skipped
    }

    /// Its number, over all jobs.
    public var id: Int64
    /// Why it ran.
    public var cause: Cause
    /// What became of it.
    public var outcome: Outcome
    /// When it began.
    public var startedAt: Timestamp
    /// When it ended; nil as long as it goes on.
    public var endedAt: Timestamp?
    /// For people.
    public var message: String
    /// What was done, for programs.
    public var result: JSONObject

    /// A run.
    public init(
        id: Int64 = 0,
        cause: Cause,
        outcome: Outcome = .running,
        startedAt: Timestamp,
        endedAt: Timestamp? = nil,
        message: String = "",
        result: JSONObject = [:]
    ) {
        (self.id, self.cause, self.outcome, self.startedAt) = (id, cause, outcome, startedAt)
        (self.endedAt, self.message, self.result) = (endedAt, message, result)
    }
}
