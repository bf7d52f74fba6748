import Model
import Testing

@testable import Console

@Suite struct MissEndpointsTests {
    private func miss(_ exchange: Int64, _ url: String) -> UndefinedRequest {
        UndefinedRequest(
            exchange: ExchangeID(rawValue: exchange),
            at: Timestamp(seconds: exchange),
            method: "GET",
            url: url,
            explanation: ["mock m1 wants another path"]
        )
    }

    @Test func `misses are counted by method and URL, the newest first`() {
        let api = AdminAPI()
        api.sources.set { $0.misses = [miss(1, "/a"), miss(2, "/b"), miss(3, "/b"), miss(4, "/a"), miss(5, "/c")] }
        let body = api.json("GET", "/api/v1/undefined-requests").body
        let rows = body["requests"]?.array ?? []
        #expect(rows.map { $0["path"]?.string } == ["/c", "/a", "/b"])
        #expect(rows.map { $0["hitCount"]?.int } == [1, 2, 2])
        #expect(rows[1]["firstSeen"] == 1000)
        #expect(rows[1]["lastSeen"] == 4000)
        #expect(rows[1]["nearest"] == ["mock m1 wants another path"])
        #expect(body["total"] == 3)
    }
}
