import Model
import Testing

@testable import Console

@Suite struct AdminResponderTests {
    @Test func `an unknown path is told with the error envelope`() {
        let (status, body) = AdminAPI().json("GET", "/nowhere?x=1")
        #expect(status == 404)
        #expect(body["code"] == "not_found")
        #expect(body["request_id"] == "77")
        #expect(body["error"]?.string?.contains("docs/api.md") == true)
    }

    @Test func `a wrong method is told which ones there are`() {
        let answer = AdminAPI().answer("DELETE", "/metrics")
        #expect(answer?.status == 405)
        #expect(answer?.fields.first("Allow") == "GET")
    }

    @Test func `every answer carries the request's id, and HEAD is answered as GET`() {
        let answer = AdminAPI().answer("HEAD", "/health/live/")
        #expect(answer?.status == 200)
        #expect(answer?.fields.first("X-Request-Id") == "77")
    }

    @Test func `the paths that it owns`() {
        let responder = AdminAPI().responder
        #expect(responder.owns("/health"))
        #expect(responder.owns("/api/v1/callbacks/d1?x=1"))
        #expect(!responder.owns("/api/v1/orders"))
        #expect(!responder.owns("/api/v1/mocks"))
    }

    @Test func `a body longer than the limit is refused`() throws {
        let served = try Served(bodyLimit: 10)
        let answer = served.answer("POST", "/api/v1/mocks", Array(repeating: 0x20, count: 11))
        #expect(answer.status == 413)
        #expect(try JSON.parse(answer.body)["code"] == "too_large")
        #expect(served.answer("POST", "/api/v1/mocks", Array(repeating: 0x20, count: 10)).status == 400)
    }

    @Test func `a replay run shows requests and state when it is given them`() {
        let sources = Sources()
        let responder = AdminResponder(
            release: "1",
            deliveries: sources,
            misses: sources,
            metrics: sources,
            health: sources,
            journal: FakeJournal(),
            state: FakeState()
        )
        for path in ["/api/v1/requests", "/api/v1/stores/global", "/api/v1/clock", "/api/v1/runs"] {
            #expect(responder.owns(path))
        }
        #expect(!responder.owns("/api/v1/mocks"))
    }
}
