internal import Model
internal import Storage

/// Cleans namespaces up as their policies say.
struct Cleanup: Sendable {
    let settings: SettingStore
    let namespaces: Namespaces
    let journal: any JournalServing
    let misses: any MissServing
    let clock: WallClock

    /// How much was taken away.
    struct Report: Sendable, Hashable {
        var purged = 0
        var deleted = 0
        var requests = 0
        var undefined = 0

        var json: JSONObject {
            [
                "mocksPurged": .int(purged), "mocksDeleted": .int(deleted), "requests": .int(requests),
                "undefinedRequests": .int(undefined),
            ]
        }
    }

    /// What was said about a namespace, over what holds where nothing was.
    func policy(of namespace: String) throws(Refusal) -> JSON {
        let stored = try storing(try settings.value(SettingStore.cleanupPolicy(of: namespace)))
        return CleanupPolicy.usual.merged(with: stored.flatMap { try? JSON.parse($0) } ?? [:])
    }

    /// Keeps what is said about a namespace.
    func set(_ policy: Members, of namespace: String) throws(Refusal) {
        _ = try CleanupPolicy(policy)
        let text = String(decoding: JSON.object(policy.object).serialized(), as: UTF8.self)
        try storing(try settings.set(SettingStore.cleanupPolicy(of: namespace), to: text))
    }

    /// The namespaces about which something was said, by name.
    func namespacesWithPolicies() throws(Refusal) -> [String] {
        let mark = SettingStore.cleanupPolicy(of: "")
        return try storing(try settings.names(startingWith: mark)).map { String($0.dropFirst(mark.count)) }
    }

    /// When a namespace is cleaned up by itself; nil when its policy is off.
    func schedule(of namespace: String) throws(Refusal) -> CronSchedule? {
        let policy = try CleanupPolicy(Members(try policy(of: namespace)))
        return policy.isOn ? policy.schedule : nil
    }

    /// Cleans up one namespace, whether its policy is on or not.
    func run(in namespace: String, by caller: Caller) throws(Refusal) -> Report {
        try run(try CleanupPolicy(Members(try policy(of: namespace))), in: namespace, by: caller)
    }

    private func run(_ policy: CleanupPolicy, in namespace: String, by caller: Caller) throws(Refusal) -> Report {
        var report = Report()
        if let end = end(policy.trash) { report.purged = try purge(namespace, deletedBefore: end, by: caller) }
        if let end = end(policy.unused) { report.deleted = try close(namespace, idleSince: end, by: caller) }
        if let end = end(policy.requests) { report.requests = try forget(namespace, before: end) }
        if let end = end(policy.undefined) { report.undefined = forgetMisses(namespace, before: end) }
        return report
    }

    /// The instant before which is too old; nil when nothing is.
    private func end(_ age: Duration?) -> Timestamp? { age.map { clock.now + (.zero - $0) } }

    private func purge(_ namespace: String, deletedBefore end: Timestamp, by caller: Caller) throws(Refusal) -> Int {
        let old = namespaces.catalogue.entries(MockSelection(namespace: namespace, closed: .only))
            .filter { $0.closedAt.map { $0 < end } ?? false }
        return try namespaces.catalogue.purge(old.map(\.id), by: caller).count
    }

    private func close(_ namespace: String, idleSince end: Timestamp, by caller: Caller) throws(Refusal) -> Int {
        let catalogue = namespaces.catalogue
        let old = catalogue.entries(MockSelection(namespace: namespace))
            .filter { $0.updatedAt < end && (catalogue.use(of: $0).lastAt ?? $0.updatedAt) < end }
        return try catalogue.close(old.map(\.id), by: caller).count
    }

    private func forget(_ namespace: String, before end: Timestamp) throws(Refusal) -> Int {
        var query = JournalQuery()
        (query.namespace, query.until) = (namespace, end)
        return try journal.removed(query)
    }

    private func forgetMisses(_ namespace: String, before end: Timestamp) -> Int {
        misses.remove(misses.misses().filter { $0.namespace == namespace && $0.lastSeen < end }.map(\.id))
    }
}
