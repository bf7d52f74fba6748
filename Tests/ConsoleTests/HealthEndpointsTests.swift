import Model
import Testing

@testable import Console

@Suite struct HealthEndpointsTests {
    @Test func `without concerns it passes and names the release`() {
        let (status, body) = AdminAPI().json("GET", "/health")
        #expect(status == 200)
        #expect(body == ["status": "pass", "releaseId": "1.2.3", "uptime": "0s", "checks": [:]])
    }

    @Test func `the worst part decides, and each says why`() {
        let api = AdminAPI()
        api.sources.set {
            $0.checks = [HealthCheck("database", .fail, output: "disk full"), HealthCheck("callbacks", .warn)]
        }
        let (status, body) = api.json("GET", "/health")
        #expect(status == 503)
        #expect(body["status"] == "fail")
        #expect(body["checks"]?["database"]?[0]?["output"] == "disk full")
        #expect(body["checks"]?["database"]?[0]?["time"] == "2023-11-14T22:13:20.000Z")
        #expect(api.json("GET", "/health/ready").status == 503)
        #expect(api.json("GET", "/health/live").status == 200)
    }

    @Test func `a warning does not make it unready`() {
        let api = AdminAPI()
        api.sources.set { $0.checks = [HealthCheck("callbacks", .warn, output: "slow")] }
        #expect(api.json("GET", "/health").body["status"] == "warn")
        #expect(api.json("GET", "/health/ready").status == 200)
    }
}
