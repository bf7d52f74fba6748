import Model
import Storage
import Testing

@Suite struct RecorderSessionStoreTests {
    @Test func `a session comes back as it was saved, and goes with its recording`() throws {
        let samples = try StorageSamples()
        let store = RecorderSessionStore(samples.file)
        let recording = try samples.begin()
        var session = StoredSession(
            id: "s\u{0}1",
            namespace: "team",
            name: "Überschrift",
            settings: ["port": 0, "redact": "none"],
            createdAt: StorageSamples.start
        )
        try store.save(session)
        (session.recording, session.startedAt) = (recording.id, StorageSamples.start + .seconds(1))
        (session.modifications, session.stoppedAt) = (["latencyMs": 1.50], StorageSamples.start + .seconds(2))
        try store.save(session)
        #expect(try store.all() == [session])
        #expect(try store.session("s\u{0}1") == session)
        try store.remove("s\u{0}1")
        #expect(try store.session("s\u{0}1") == nil)
        #expect(try RecordingStore(samples.file).recording(recording.id) == nil)
    }

    @Test func `a config keeps its place and the time of its making`() throws {
        let samples = try StorageSamples()
        let store = RecorderConfigStore(samples.file)
        let (then, now) = (StorageSamples.start, StorageSamples.start + .seconds(5))
        for (id, instant) in [("a", then), ("b", then), ("a", now)] {
            let config = StoredConfig(
                id: id,
                namespace: "n",
                name: id,
                settings: ["port": 1],
                createdAt: instant,
                updatedAt: instant
            )
            try store.save(config)
        }
        #expect(try store.all().map(\.id) == ["a", "b"])
        #expect(try store.config("a")?.createdAt == then && store.config("a")?.updatedAt == now)
        try store.remove("a")
        #expect(try store.all().map(\.id) == ["b"])
    }
}
