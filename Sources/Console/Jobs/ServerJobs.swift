internal import Dispatch
internal import Model
internal import Storage
internal import Synchronization

/// The work of jobs, done with what the admin API has. What changes mocks is done on the admin queue, piece by piece, so that
/// other calls come in between.
struct ServerJobs: JobPerforming {
    let cleanup: Cleanup
    let namespaces: Namespaces
    let backups: Backups
    let mocks: SessionMocks
    let queue: AdminQueue

    func perform(
        _ work: JobWork,
        of job: Job,
        by caller: Caller,
        _ progress: (Double) -> Void
    ) throws(Refusal) -> JobResult {
        switch work {
        case .cleanup(let namespace): try cleanUp(namespace, ofPolicy: job.isOfPolicy, by: caller, progress)
        case .backup(let label, let keep): try backUp(label ?? job.stored.name, job.id, keep, by: caller, progress)
        case .build(let session, let namespace, let isExact):
            try build(session, namespace, isExact, by: caller, progress)
        }
    }

    private func cleanUp(
        _ namespace: String?,
        ofPolicy: Bool,
        by caller: Caller,
        _ progress: (Double) -> Void
    ) throws(Refusal) -> JobResult {
        let wanted = try onAdminQueue { () throws(Refusal) in try toCleanUp(namespace, ofPolicy) }
        var facts = JSONObject()
        for (index, name) in wanted.enumerated() {
            let report = try onAdminQueue { () throws(Refusal) in try cleanup.run(in: name, by: caller) }
            facts[name] = .object(report.json)
            progress(Double(index + 1) / Double(wanted.count))
        }
        return JobResult(message: "\(wanted.count) namespaces cleaned up", facts: ["namespaces": .object(facts)])
    }

    /// A policy may be about a namespace that has nothing but trash and requests, and stays while that is in the trash itself.
    private func toCleanUp(_ namespace: String?, _ isOfPolicy: Bool) throws(Refusal) -> [String] {
        if let namespace, !isOfPolicy { return [try namespaces.one(namespace).name] }
        let closed = Set(try namespaces.closed().map(\.name))
        if let namespace { return closed.contains(namespace) ? [] : [namespace] }
        var wanted: [String] = []
        for name in try cleanup.namespacesWithPolicies() where !closed.contains(name) {
            if try cleanup.schedule(of: name) != nil { wanted.append(name) }
        }
        return wanted
    }

    private func backUp(
        _ label: String,
        _ job: String,
        _ keep: Int?,
        by caller: Caller,
        _ progress: (Double) -> Void
    ) throws(Refusal) -> JobResult {
        let backup = try backups.make(label: label, origin: .job, by: caller)
        progress(0.9)
        let older = try backups.folder.all().filter { $0.origin == .job && $0.label == label && $0.id != backup.id }
        let gone = keep.map { older.dropFirst(max(0, $0 - 1)) } ?? []
        for old in gone { try backups.folder.remove(old) }
        return JobResult(
            message: "a backup of \(backup.size) bytes was made, and \(gone.count) older ones were deleted",
            facts: ["backup": .object(backup.json), "deleted": .array(gone.map { .string($0.id) })]
        )
    }

    private func build(
        _ session: String,
        _ namespace: String?,
        _ isExact: Bool,
        by caller: Caller,
        _ progress: (Double) -> Void
    ) throws(Refusal) -> JobResult {
        let (drafts, notes) = try mocks.drafts(of: session, in: namespace, isExact: isExact)
        progress(0.8)
        let stored = try onAdminQueue { () throws(Refusal) in try mocks.store(drafts, by: caller) }
        return JobResult(
            message: "\(stored.count) mocks stored",
            facts: [
                "mocks": .array(stored.map { .string($0.id.rawValue) }), "notes": .array(notes.map { .string($0) }),
            ]
        )
    }

    /// Waits until the admin queue has done it.
    private func onAdminQueue<Value: Sendable>(
        _ body: @escaping @Sendable () throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let (done, result) = (DispatchSemaphore(value: 0), ResultBox<Value>())
        queue.run {
            result.value.withLock { $0 = Result { () throws(Refusal) in try body() } }
            done.signal()
        }
        done.wait()
        guard let result = result.value.withLock({ $0 }) else { throw .conflict("nothing was done") }
        return try result.get()
    }
}

/// Where one thread leaves what another one waits for.
private final class ResultBox<Value: Sendable>: Sendable {
    let value = Mutex<Result<Value, Refusal>?>(nil)
}
