import Model
import Testing

@testable import Storage

@Suite struct JobStoreTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    private var store: JobStore { JobStore(samples.file) }

    private func job(_ id: String) -> StoredJob {
        StoredJob(
            id: id,
            name: "nightly",
            kind: "backup",
            settings: ["keep": 3],
            schedule: "0 3 * * *",
            catchesUp: true,
            createdAt: StorageSamples.start
        )
    }

    @Test func `jobs come back as they were, in the order of creation`() throws {
        try store.save(job("b"))
        try store.save(job("a"))
        var changed = job("b")
        (changed.schedule, changed.isEnabled, changed.handledUntil) = (nil, false, Timestamp(seconds: 9))
        try store.save(changed)
        #expect(try store.all() == [changed, job("a")])
        try store.remove("b")
        #expect(try store.all() == [job("a")])
    }

    @Test func `the newest runs of each job are kept`() throws {
        try store.save(job("a"))
        try store.save(job("b"))
        let other = try store.add(StoredRun(cause: .request, startedAt: StorageSamples.start), of: "b")
        var last = StoredRun(cause: .schedule, startedAt: StorageSamples.start)
        for _ in 0...JobStore.runsKept { last = try store.add(last, of: "a") }
        #expect(try store.runs(of: "a").count == JobStore.runsKept)
        #expect(try store.runs(of: "a").first == last && store.runs(of: "b") == [other])
        (last.outcome, last.endedAt, last.message, last.result) = (.succeeded, Timestamp(seconds: 5), "done", ["n": 1])
        try store.end(last)
        try store.endInterrupted("it ended")
        #expect(try store.runs(of: "a").first == last)
        #expect(try store.runs(of: "b").map(\.outcome) == [.interrupted])
        try store.remove("a")
        #expect(try store.runs(of: "a") == [])
    }
}
