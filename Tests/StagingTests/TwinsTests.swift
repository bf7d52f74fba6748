import Model
import Testing

@testable import staging_truth

struct TwinsTests {
    private let request = RequestHead(method: "POST", target: "/v1/rooms/7/messages?draft=0")

    /// What the answer says, and the value of the webhook's leaf, sample by sample.
    private func twins(_ samples: [(answered: JSON, sent: JSON)]) -> Twins {
        var twins = Twins()
        for sample in samples {
            let readable = Twins.places(request, ["text": "hi"], answer: ["posted": sample.answered])
            twins.note("at", sample.sent, among: readable, isReproduced: true)
        }
        return twins
    }

    @Test func `a time that is the answer's in every sample may be read there`() {
        let twins = twins([("09:00:01", "09:00:01"), ("09:00:07", "09:00:07")])
        #expect(twins.hold("at", "$.resp.posted", route: "/v1/rooms/:id/messages"))
        #expect(!twins.hold("at", "$.resp.edited", route: "/v1/rooms/:id/messages"))
        #expect(!twins.hold("at", "$.time('rfc3339')", route: "/v1/rooms/:id/messages"))
        #expect(!twins.hold("at", "since ${$.resp.posted}", route: "/v1/rooms/:id/messages"))
    }

    @Test func `one sample in which they differ makes a link wrong`() {
        let twins = twins([("09:00:01", "09:00:01"), ("09:00:07", "09:00:08"), ("09:00:09", "09:00:09")])
        #expect(!twins.hold("at", "$.resp.posted", route: "/v1/rooms/:id/messages"))
    }

    @Test func `parameters of the path are places as well`() {
        let twins = twins([("09:00:01", "7"), ("09:00:07", "7")])
        #expect(twins.hold("at", "$.pathParam.id", route: "/v1/rooms/:id/messages"))
        #expect(!twins.hold("at", "$.pathParam.version", route: "/:version/rooms/:id/messages"))
    }

    @Test func `what the store gives is a twin where the replay gave each sample again`() {
        let template = "$.gS['rooms:${$.pathParam.id}'].at"
        var twins = Twins()
        twins.note("at", 5, among: [:], isReproduced: true)
        #expect(twins.hold("at", template, route: "/rooms/:id"))
        twins.note("at", 6, among: [:], isReproduced: false)
        #expect(!twins.hold("at", template, route: "/rooms/:id"))
        #expect(!twins.hold("unknown", template, route: "/rooms/:id"))
    }
}
