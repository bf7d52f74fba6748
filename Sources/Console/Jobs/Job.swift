internal import Model
internal import Storage

/// Something that the server does by itself, read and ready.
struct Job: Sendable, Hashable {
    var stored: StoredJob
    let work: JobWork
    let schedule: CronSchedule?

    var id: String { stored.id }

    /// When it is due next; nil for one that is not on or runs only when somebody asks.
    var dueAt: Timestamp? { stored.isEnabled ? schedule?.next(after: stored.handledUntil) : nil }

    init(_ stored: StoredJob) throws(Refusal) {
        self.stored = stored
        work = try JobWork(stored.kind, Members(stored.settings))
        schedule = try stored.schedule.map { text throws(Refusal) in try CronSchedule(text) }
    }

    /// Reads a job that a client sent.
    ///
    /// - Parameters:
    ///   - known: the one that it takes the place of; what is not said stays as it was.
    ///   - now: from when on it is due.
    init(_ members: Members, id: String, known: Job?, at now: Timestamp) throws(Refusal) {
        let named = try members.text("type")
        guard let kind = named ?? known?.stored.kind else {
            throw .invalid("\"type\" is missing; it should be one of \(JobWork.kinds.joined(separator: ", "))")
        }
        let name = try members.text("name") ?? known?.stored.name ?? kind
        guard name.utf8.count <= 200 else { throw .invalid("\"name\" should be of 200 bytes at most") }
        var stored = StoredJob(id: id, name: name, kind: kind, createdAt: known?.stored.createdAt ?? now)
        (stored.updatedAt, stored.handledUntil) = (now, now)
        stored.settings = try members.members("settings")?.object ?? known?.stored.settings ?? [:]
        stored.schedule = try Self.schedule(members, known)
        stored.isEnabled = try members.flag("enabled") ?? known?.stored.isEnabled ?? true
        stored.catchesUp = try members.flag("catchUp") ?? known?.stored.catchesUp ?? false
        try self.init(stored)
    }

    /// `null` takes a schedule away.
    private static func schedule(_ members: Members, _ known: Job?) throws(Refusal) -> String? {
        if members.object["schedule"] == .null { return nil }
        return try members.text("schedule") ?? known?.stored.schedule
    }
}

extension Job {
    /// As clients read it.
    ///
    /// - Parameters:
    ///   - run: the last one, or the one that goes on.
    ///   - progress: how much of that is done, from 0 to 1.
    func json(lastRun run: StoredRun?, progress: Double?) -> JSON {
        var object: JSONObject = [
            "id": .string(id), "name": .string(stored.name), "type": .string(stored.kind),
            "settings": .object(stored.settings), "schedule": stored.schedule.map { .string($0) } ?? .null,
            "enabled": .bool(stored.isEnabled), "catchUp": .bool(stored.catchesUp),
            "running": .bool(run?.outcome == .running), "nextRunAt": dueAt.map { .string($0.adminText) } ?? .null,
            "createdAt": .string(stored.createdAt.adminText), "updatedAt": .string(stored.updatedAt.adminText),
        ]
        object["lastRun"] = run.map { $0.json(of: id, progress: progress) } ?? .null
        return .object(object)
    }
}

extension StoredRun {
    /// As clients read it.
    ///
    /// - Parameter progress: how much is done of one that goes on, from 0 to 1.
    func json(of job: String, progress: Double?) -> JSON {
        let done = progress ?? (outcome == .succeeded ? 1 : 0)
        return [
            "id": .int(id), "jobId": .string(job), "cause": .string(cause.rawValue),
            "outcome": .string(outcome.rawValue), "progress": .int(Int((done * 100).rounded())),
            "startedAt": .string(startedAt.adminText), "endedAt": endedAt.map { .string($0.adminText) } ?? .null,
            "message": .string(message), "result": .object(result),
        ]
    }
}
