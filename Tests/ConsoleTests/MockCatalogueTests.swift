import Model
import Synchronization
import Testing

@testable import Console

@Suite struct MockCatalogueTests {
    private let served: Served

    init() throws { served = try Served() }

    private func use(_ id: String, _ count: Int, at last: Int64 = 5) {
        served.engine.values.withLock { $0.uses[MockID(rawValue: id)] = (count, Timestamp(seconds: last)) }
    }

    @Test func `a mock that the engine refuses is not stored`() throws {
        served.engine.values.withLock { $0.refusedRoute = "/bad" }
        let (status, body) = served.json(
            "POST",
            "/api/v1/mocks",
            ["id": "a", "http": ["route": "/bad"], "response": [:]]
        )
        #expect(status == 400)
        #expect(body["error"]?.string?.contains("$.http.conditions[0].value") == true)
        #expect(served.json("GET", "/api/v1/mocks/a").status == 404)
        #expect(try served.restarted().json("GET", "/api/v1/mocks").body["total"] == 0)
    }

    @Test func `a replaced mock counts its uses anew, a changed one goes on`() {
        served.create("a")
        use("a", 3)
        #expect(served.json("PATCH", "/api/v1/mocks/a", ["priority": 1]).body["useCounter"] == 3)
        served.create("a")
        #expect(served.json("GET", "/api/v1/mocks/a").body["useCounter"] == 0)
    }

    @Test func `what was used while it was served is kept over a deletion`() {
        served.create("a")
        use("a", 3)
        _ = served.json("DELETE", "/api/v1/mocks/a")
        served.engine.values.withLock { $0.uses = [:] }
        #expect(served.json("GET", "/api/v1/mocks/a").body["useCounter"] == 3)
        _ = served.json("POST", "/api/v1/mocks/a/restore")
        #expect(served.json("GET", "/api/v1/mocks/a").body["useCounter"] == 3)
    }

    @Test func `noted uses are there after a restart`() throws {
        served.create("a")
        served.create("b")
        try served.noteUses(of: "b", 7, at: Timestamp(seconds: 1_600_000_000))
        let again = try served.restarted()
        let body = again.json("GET", "/api/v1/mocks/b").body
        #expect(body["useCounter"] == 7)
        #expect(body["lastUse"] == 1_600_000_000)
        #expect(again.json("GET", "/api/v1/mocks/a").body["useCounter"] == 0)
    }

    @Test func `only mocks that still answer are active`() {
        served.create("live")
        served.create("used up", ["useLimiter": 2])
        served.create("left", ["useLimiter": 2])
        served.create("expired", ["ttl": 10])
        use("used up", 2)
        use("left", 1)
        served.state.setClock(.advanced(.seconds(11)))
        let mocks = served.json("GET", "/api/v1/mocks?onlyActive=true").body["mocks"]?.array ?? []
        #expect(mocks.map { $0["id"]?.string } == ["live", "left"])
        #expect(served.json("GET", "/api/v1/mocks").body["total"] == 4)
    }

    @Test func `lives are counted by the clock that answers see`() {
        served.state.setClock(.frozen(Timestamp(seconds: 2_000_000_000)))
        served.create("a", ["ttl": 10])
        #expect(served.json("GET", "/api/v1/mocks/a").body["expireAt"] == 2_000_000_010)
        let expiry = served.engine.values.withLock { $0.expiries[MockID(rawValue: "a")] }
        #expect(expiry == Timestamp(seconds: 2_000_000_010))
    }

    @Test func `two creates of one id come one after the other`() {
        let boxes = (0..<20)
            .map { number in
                let box = AnswerBox()
                var request = AdminAPI.request("POST", "/api/v1/mocks")
                let mock: JSON = ["id": "same", "priority": .int(number), "http": ["route": "/a"], "response": [:]]
                request.body = mock.serialized()
                served.console.respond(to: request) { box.append($0) }
                return box
            }
        let statuses = boxes.map { $0.wait()?.status }
        #expect(statuses.count { $0 == 201 } == 1)
        #expect(statuses.count { $0 == 200 } == 19)
        #expect(served.json("GET", "/api/v1/mocks").body["total"] == 1)
        #expect(served.json("GET", "/api/v1/mocks/same/versions").body["count"] == 20)
        #expect(served.engine.values.withLock { $0.served[MockID(rawValue: "same")]?.priority } == 19)
    }

    @Test func `a mock that cannot be served any more is reported and stays`() throws {
        served.create("good")
        served.create("bad", route: "/bad")
        let again = try served.restarted { $0.values.withLock { $0.refusedRoute = "/bad" } }
        #expect(again.report.served == 1)
        #expect(again.report.failures.map(\.id.rawValue) == ["bad"])
        #expect(again.json("GET", "/api/v1/mocks").body["total"] == 2)
        #expect(again.engine.servedIDs == ["good"])
    }

    @Test func `two thousand mocks are stored one by one, listed and loaded`() throws {
        for number in 0..<2_000 { served.create("m\(number)", route: "/r/\(number)") }
        let body = served.json("GET", "/api/v1/mocks?limit=2&offset=0&search=m19").body
        #expect(body["total"] == 111)
        let again = try served.restarted()
        #expect(again.report.served == 2_000)
        #expect(again.json("GET", "/api/v1/mocks?limit=1&offset=1999").body["mocks"]?[0]?["id"] == "m1999")
    }
}
