internal import GRDB
internal import Model

/// The jobs of a file, and what became of their runs.
public struct JobStore: Sendable {
    private let file: DatabaseFile

    /// So many runs of a job are kept, the newest.
    public static let runsKept = 100

    /// The jobs of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All jobs, the oldest first.
    public func all() throws(StorageError) -> [StoredJob] {
        try file.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, name, kind, settings, schedule, is_enabled, catches_up, handled_until, created_at, updated_at
                    FROM jobs ORDER BY position
                    """
            )
            .map(StoredJob.init)
        }
    }

    /// Adds a job, or replaces the one of its id, which keeps its place and its runs.
    public func save(_ job: StoredJob) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: """
                    INSERT INTO jobs (id, name, kind, settings, schedule, is_enabled, catches_up, handled_until, created_at,
                    updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                    settings = excluded.settings, schedule = excluded.schedule, is_enabled = excluded.is_enabled,
                    catches_up = excluded.catches_up, handled_until = excluded.handled_until,
                    updated_at = excluded.updated_at
                    """,
                arguments: [
                    text(job.id), text(job.name), job.kind, RecorderSessionStore.written(job.settings),
                    job.schedule.map(text), job.isEnabled, job.catchesUp, job.handledUntil.nanoseconds,
                    job.createdAt.nanoseconds, job.updatedAt.nanoseconds,
                ]
            )
        }
    }

    /// Takes a job away with its runs.
    public func remove(_ id: String) throws(StorageError) {
        try file.write { try $0.execute(sql: "DELETE FROM jobs WHERE id = ?", arguments: [text(id)]) }
    }
}

extension JobStore {
    /// Notes a run of a job; the oldest make room for it.
    ///
    /// - Returns: the run with its number.
    public func add(_ run: StoredRun, of job: String) throws(StorageError) -> StoredRun {
        try file.write { database in
            try database.execute(
                sql: """
                    INSERT INTO job_runs (job, cause, outcome, started_at, ended_at, message, result)
                    SELECT position, ?, ?, ?, ?, ?, ? FROM jobs WHERE id = ?
                    """,
                arguments: [
                    run.cause.rawValue, run.outcome.rawValue, run.startedAt.nanoseconds, run.endedAt?.nanoseconds,
                    text(run.message), RecorderSessionStore.written(run.result), text(job),
                ]
            )
            var run = run
            run.id = database.lastInsertedRowID
            try database.execute(
                sql: """
                    DELETE FROM job_runs WHERE id IN (SELECT id FROM job_runs
                    WHERE job = (SELECT position FROM jobs WHERE id = ?) ORDER BY id DESC LIMIT -1 OFFSET ?)
                    """,
                arguments: [text(job), Self.runsKept]
            )
            return run
        }
    }

    /// Notes what became of a run.
    public func end(_ run: StoredRun) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: "UPDATE job_runs SET outcome = ?, ended_at = ?, message = ?, result = ? WHERE id = ?",
                arguments: [
                    run.outcome.rawValue, run.endedAt?.nanoseconds, text(run.message),
                    RecorderSessionStore.written(run.result), run.id,
                ]
            )
        }
    }

    /// Notes that the runs which an earlier process began will not end.
    public func endInterrupted(_ message: String) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: "UPDATE job_runs SET outcome = 'interrupted', message = ? WHERE outcome = 'running'",
                arguments: [message]
            )
        }
    }

    /// The runs of a job, the newest first.
    public func runs(of job: String) throws(StorageError) -> [StoredRun] {
        try file.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, cause, outcome, started_at, ended_at, message, result FROM job_runs
                    WHERE job = (SELECT position FROM jobs WHERE id = ?) ORDER BY id DESC
                    """,
                arguments: [text(job)]
            )
            .map(StoredRun.init)
        }
    }
}

extension StoredJob {
    fileprivate init(_ row: Row) {
        self.init(
            id: row.text(0),
            name: row.text(1),
            kind: row.text(2),
            settings: row.object(3),
            schedule: row.optionalText(4),
            isEnabled: row[5],
            catchesUp: row[6],
            createdAt: row.instant(8)
        )
        (handledUntil, updatedAt) = (row.instant(7), row.instant(9))
    }
}

extension StoredRun {
    fileprivate init(_ row: Row) {
        self.init(
            id: row[0],
            cause: Cause(rawValue: row[1]) ?? .request,
            outcome: Outcome(rawValue: row[2]) ?? .failed,
            startedAt: row.instant(3),
            endedAt: row.optionalInstant(4),
            message: row.text(5),
            result: row.object(6)
        )
    }
}
