internal import Logging
internal import Model

/// The jobs that clean namespaces up by themselves: one for each policy that is on, at its times.
struct CleanupJobs: Sendable {
    let jobs: Jobs
    let cleanup: Cleanup
    let clock: WallClock
    let logger: Logger

    /// Makes, changes and takes away jobs until they are as the policies say. What cannot be done is logged and tried again
    /// with the next change.
    func follow() {
        attempt("Namespaces are not cleaned up by themselves") { () throws(Refusal) in
            let namespaces = try cleanup.namespacesWithPolicies()
            for namespace in namespaces { follow(namespace) }
            let wanted = Set(namespaces.map(Job.id(ofCleaning:)))
            for job in jobs.all where job.isOfPolicy && !wanted.contains(job.id) { try jobs.remove(job) }
        }
    }

    private func follow(_ namespace: String) {
        attempt("A namespace is not cleaned up by itself") { () throws(Refusal) in
            let known = jobs.all.first { $0.id == Job.id(ofCleaning: namespace) }
            guard let schedule = try cleanup.schedule(of: namespace) else {
                if let known { try jobs.remove(known) }
                return
            }
            guard known?.schedule != schedule else { return }
            try jobs.save(try Job(cleaning: namespace, schedule, known: known, at: clock.now))
        }
    }

    private func attempt(_ trouble: Logger.Message, _ body: () throws(Refusal) -> Void) {
        do throws(Refusal) { try body() } catch { logger.error(trouble, metadata: ["reason": "\(error.reason)"]) }
    }
}

extension Job {
    private static let policyMark = "cleanup:"

    /// The id of the job that cleans a namespace up by itself; no id that we give out has a colon.
    static func id(ofCleaning namespace: String) -> String { policyMark + namespace }

    /// Whether a cleanup policy says when it runs, and whether it is there at all.
    var isOfPolicy: Bool { id.hasPrefix(Self.policyMark) }

    /// The job of a namespace's policy.
    init(cleaning namespace: String, _ schedule: CronSchedule, known: Job?, at now: Timestamp) throws(Refusal) {
        let members: JSONObject = [
            "type": "cleanup", "name": .string("cleaning up of \(namespace)"),
            "settings": ["namespace": .string(namespace)], "schedule": .string(schedule.text),
        ]
        try self.init(Members(.object(members)), id: Self.id(ofCleaning: namespace), known: known, at: now)
    }

    /// Refuses what would change a job that follows a policy.
    func checkIsFree() throws(Refusal) {
        guard isOfPolicy else { return }
        let namespace = id.dropFirst(Self.policyMark.count)
        throw .conflict(
            """
            the job "\(id)" follows the cleanup policy of the namespace; change that with \
            PUT /api/v1/namespaces/\(namespace)/cleanup-policy
            """
        )
    }
}
