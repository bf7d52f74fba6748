import Storage
import Testing

@Suite struct EventWebhookStoreTests {
    @Test func webhooksComeInTheOrderOfCreation() throws {
        let samples = try StorageSamples()
        let store = EventWebhookStore(samples.file)
        let mocks = StoredEventWebhook(id: "b", namespace: "n", operation: "mock.create", json: #"{"url":"u"}"#)
        let server = StoredEventWebhook(id: "a", namespace: nil, operation: "user.create", json: "{}")
        for webhook in [mocks, server] { try store.save(webhook) }
        #expect(try store.all() == [mocks, server])
        let changed = StoredEventWebhook(id: "b", namespace: "m", operation: "mock.delete", json: "[]")
        try store.save(changed)
        #expect(try store.all() == [changed, server])
        #expect(try store.remove("b"))
        #expect(try !store.remove("b"))
        #expect(try store.all() == [server])
    }
}
