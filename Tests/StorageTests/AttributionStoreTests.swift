import Model
import Storage
import Testing

@Suite struct AttributionStoreTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    var store: AttributionStore { AttributionStore(samples.file) }

    private func recordingWithTwoWebhooks() throws -> Recording {
        let recording = try samples.begin()
        try samples.writer(recording)
            .insert(
                [(1, .exchange), (2, .webhook), (3, .exchange), (4, .webhook)]
                    .map { StoredExchange(StorageSamples.exchange($0, kind: $1)) }
            )
        return recording
    }

    private func inferred(_ webhook: Int64, _ cause: Int64, _ confidence: Double = 0.75) -> Attribution {
        Attribution(
            webhook: ExchangeID(rawValue: webhook),
            cause: ExchangeID(rawValue: cause),
            confidence: confidence,
            evidence: ["it carries the order's \"id\"", "2 s later"]
        )
    }

    @Test func whatWasInferredComesBackAndIsReplacedWhole() throws {
        let recording = try recordingWithTwoWebhooks()
        try store.replaceInferred(of: recording.id, with: [inferred(4, 3), inferred(2, 1)])
        #expect(try store.all(of: recording.id) == [inferred(2, 1), inferred(4, 3)])
        try store.replaceInferred(of: recording.id, with: [inferred(2, 3, 0.5)])
        #expect(try store.all(of: recording.id) == [inferred(2, 3, 0.5)])
        #expect(try store.webhooks(causedBy: ExchangeID(rawValue: 3)) == [inferred(2, 3, 0.5)])
    }

    @Test func whatAPersonDecidedStays() throws {
        let recording = try recordingWithTwoWebhooks()
        try store.replaceInferred(of: recording.id, with: [inferred(2, 1)])
        try store.pin(ExchangeID(rawValue: 2), to: nil)
        try store.replaceInferred(of: recording.id, with: [inferred(2, 1), inferred(4, 3)])
        let pinned = try store.pinned(of: recording.id)
        #expect(pinned.map(\.webhook.rawValue) == [2])
        #expect(pinned[0].cause == nil && pinned[0].isPinned && pinned[0].confidence == 1)
        try store.unpin(ExchangeID(rawValue: 2))
        try store.replaceInferred(of: recording.id, with: [inferred(2, 1)])
        #expect(try store.all(of: recording.id) == [inferred(2, 1)])
    }

    @Test func aWebhookThatDoesNotExistIsRefused() throws {
        #expect(throws: StorageError.self) { try store.pin(ExchangeID(rawValue: 99), to: nil) }
    }
}
