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
        let answer = AdminAPI().answer("HEAD", "/health/live")
        #expect(answer?.status == 200)
        #expect(answer?.fields.first("X-Request-Id") == "77")
    }

    @Test func `the paths that it owns`() {
        let responder = AdminAPI().responder
        #expect(responder.owns("/health"))
        #expect(responder.owns("/api/v1/callbacks/d1?x=1"))
        #expect(!responder.owns("/api/v1/orders"))
    }
}
