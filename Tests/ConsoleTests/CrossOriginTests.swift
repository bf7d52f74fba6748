import Model
import Testing

@testable import Console

@Suite struct CrossOriginTests {
    private func answer(_ method: String, _ fields: FieldSection) -> Answer {
        let sources = Sources()
        let responder = AdminResponder(
            release: "1",
            deliveries: sources,
            misses: sources,
            metrics: sources,
            health: sources,
            origins: WebOriginGuard(origins: ["http://app.test:3000"])
        )
        var request = AdminAPI.request(method, "/api/v1/callbacks")
        request.head.fields = fields
        let box = AnswerBox()
        responder.respond(to: request) { box.append($0) }
        return box.wait() ?? Answer(status: 0)
    }

    @Test func `a page that was allowed may read answers`() {
        let answer = answer("GET", [("Origin", "http://app.test:3000")])
        #expect(answer.status == 200)
        #expect(answer.fields.first("Access-Control-Allow-Origin") == "http://app.test:3000")
        #expect(answer.fields.first("Vary") == "Origin")
    }

    @Test func `its browser may ask first`() {
        let answer = answer(
            "OPTIONS",
            [
                ("Origin", "http://app.test:3000"), ("Access-Control-Request-Method", "DELETE"),
                ("Access-Control-Request-Headers", "content-type"),
            ]
        )
        #expect(answer.status == 204)
        #expect(answer.fields.first("Access-Control-Allow-Methods")?.contains("DELETE") == true)
        #expect(answer.fields.first("Access-Control-Allow-Headers") == "content-type")
        #expect(answer.fields.first("Access-Control-Allow-Origin") == "http://app.test:3000")
    }

    @Test func `no other page is told that it may`() {
        for method in ["GET", "OPTIONS"] {
            let answer = answer(method, [("Origin", "http://evil.test"), ("Access-Control-Request-Method", "GET")])
            #expect(answer.status == 403)
            #expect(answer.fields.first("Access-Control-Allow-Origin") == nil)
        }
        #expect(answer("GET", []).fields.first("Access-Control-Allow-Origin") == nil)
    }
}
