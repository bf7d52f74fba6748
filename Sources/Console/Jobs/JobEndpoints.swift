internal import Model
internal import Storage

/// `/api/v1/jobs`: what the server does by itself, at times or when somebody asks.
struct JobEndpoints: Sendable {
    let jobs: Jobs
    let identifiers: Identifiers
    let clock: WallClock

    private static let path = "/api/v1/jobs"

    var table: [Endpoint] {
        [
            Endpoint("GET", Self.path, .admin, list)
                .about("Lists jobs.", asks: .page, gives: Self.list),
            Endpoint("POST", Self.path, .admin, make)
                .about(
                    "Makes a job.",
                    note: "`enabled` is true unless given, `catchUp` false.",
                    takes: Self.newJob,
                    gives: .job
                ),
            Endpoint("GET", Self.path + "/{id}", .admin, one)
                .about("One job.", gives: .job),
            Endpoint("PUT", Self.path + "/{id}", .admin, change)
                .about(
                    "Changes a job; what is not said stays as it was.",
                    note: "`\"schedule\": null` takes the schedule away. 409 for a job that follows a cleanup policy.",
                    takes: Self.change,
                    gives: .job
                ),
            Endpoint("DELETE", Self.path + "/{id}", .admin, remove)
                .about(
                    "Takes a job away, with what is known of its runs.",
                    note: "409 while it runs, and for a job that follows a cleanup policy.",
                    gives: .done
                ),
            Endpoint("POST", Self.path + "/{id}/run", .admin, run)
                .about(
                    "Runs a job now, in the background.",
                    note: "202 and the run; 409 while it runs.",
                    gives: .jobRun
                ),
            Endpoint("GET", Self.path + "/{id}/runs", .admin, runs)
                .about("The last runs of a job, the newest first.", asks: .page, gives: Self.runList),
        ]
        .map { $0.reaching(.server) }
    }

    private static let kind = Shape(.choice(JobWork.kinds))
    private static let members: [Shape.Member] = [
        .optional("name", .text), .optional("settings", .map(.any)), .optional("schedule", .nullable(.text)),
        .optional("enabled", .boolean), .optional("catchUp", .boolean),
    ]
    private static let newJob = Shape("NewJob", [.required("type", kind)] + members)
    private static let change = Shape("JobChange", [.optional("type", kind)] + members)
    private static let list = Shape(
        "JobList",
        [
            .required("jobs", .list(.job)), .required("items", .list(.job)), .required("total", .integer),
            .required("offset", .integer), .required("limit", .integer),
        ]
    )
    private static let runList = Shape(
        "JobRunList",
        [
            .required("runs", .list(.jobRun)), .required("items", .list(.jobRun)), .required("total", .integer),
            .required("offset", .integer), .required("limit", .integer),
        ]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let (page, all) = (try request.page(), jobs.all)
        var rows: [JSON] = []
        for job in page.of(all) { rows.append(try jobs.json(job)) }
        return .json(200, answer("jobs", rows, of: all.count, page))
    }

    private func answer(_ name: String, _ rows: [JSON], of count: Int, _ page: Page) -> JSON {
        var object: JSONObject = [
            "items": .array(rows), "total": .int(count), "offset": .int(page.offset), "limit": .int(page.limit),
        ]
        object[name] = .array(rows)
        return .object(object)
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        .json(200, try jobs.json(jobs.job(request.hole("id"))))
    }

    @Sendable private func make(_ request: AdminRequest) throws(Refusal) -> Answer {
        let job = try Job(request.members(), id: identifiers.next(), known: nil, at: clock.now)
        try jobs.save(job)
        return .json(201, try jobs.json(job))
    }

    @Sendable private func change(_ request: AdminRequest) throws(Refusal) -> Answer {
        let known = try jobs.job(request.hole("id"))
        try known.checkIsFree()
        let job = try Job(request.members(), id: known.id, known: known, at: clock.now)
        try jobs.save(job)
        return .json(200, try jobs.json(job))
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let job = try jobs.job(request.hole("id"))
        try job.checkIsFree()
        try jobs.remove(job)
        return .done("job deleted", ["id": .string(job.id)])
    }

    @Sendable private func run(_ request: AdminRequest) throws(Refusal) -> Answer {
        let job = try jobs.job(request.hole("id"))
        let run = try jobs.runNow(job, by: request.caller)
        return .json(202, run.json(of: job.id, progress: 0))
    }

    @Sendable private func runs(_ request: AdminRequest) throws(Refusal) -> Answer {
        let job = try jobs.job(request.hole("id"))
        let (page, all, progress) = (try request.page(), try jobs.runs(of: job), jobs.progress(of: job.id))
        let rows = page.of(all).map { $0.json(of: job.id, progress: $0.outcome == .running ? progress : nil) }
        return .json(200, answer("runs", rows, of: all.count, page))
    }
}

extension Shape {
    static let jobRun = Shape(
        "JobRun",
        [
            .required("id", .integer), .required("jobId", .text),
            .required("cause", Shape(.choice(StoredRun.Cause.allCases.map(\.rawValue)))),
            .required("outcome", Shape(.choice(StoredRun.Outcome.allCases.map(\.rawValue)))),
            .required("progress", .integer), .required("startedAt", .text),
            .required("endedAt", .nullable(.text)), .required("message", .text), .required("result", .map(.any)),
        ]
    )
    static let job = Shape(
        "Job",
        [
            .required("id", .text), .required("name", .text), .required("type", .text),
            .required("settings", .map(.any)), .required("schedule", .nullable(.text)),
            .required("enabled", .boolean), .required("catchUp", .boolean), .required("running", .boolean),
            .required("nextRunAt", .nullable(.text)), .required("lastRun", .nullable(.jobRun)),
            .required("createdAt", .text), .required("updatedAt", .text),
        ]
    )
}
