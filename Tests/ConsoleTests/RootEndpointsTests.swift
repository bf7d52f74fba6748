import Model
import Testing

@testable import Console

@Suite struct RootEndpointsTests {
    @Test func `the root is told, downloaded and made anew`() throws {
        let served = try Served()
        let status = served.json("GET", "/api/v1/recorder/ca/status").body
        #expect(status["status"] == "active" && status["fingerprint"] == "f1" && status["served"] == true)
        #expect(status["expiresAt"] == "1970-01-02T00:00:00.000Z")
        #expect(served.answer("GET", "/api/v1/recorder/ca/download").body == Array("pem 1".utf8))
        #expect(served.answer("GET", "/api/v1/recorder/ca/download?format=der").body == [1])
        #expect(served.json("GET", "/api/v1/recorder/ca/download?format=p12").status == 400)
        let made = served.json("POST", "/api/v1/recorder/ca/generate")
        #expect(made.status == 201 && made.body["fingerprint"] == "f2" && made.body["served"] == false)
    }
}
