import Model
import Testing

@testable import Console

@Suite struct ClockEndpointsTests {
    private let served: Served

    init() throws { served = try Served() }

    private func put(_ json: JSON) -> (status: Int, body: JSON) { served.json("PUT", "/api/v1/clock", json) }

    @Test func `the clock is shown`() {
        #expect(
            served.json("GET", "/api/v1/clock").body
                == ["now": "2023-11-14T22:13:20.000Z", "unix": 1_700_000_000, "frozen": false, "offset": 0]
        )
    }

    @Test func `it is set, stopped, moved and let go`() {
        #expect(put(["now": "2023-11-14T22:14:20Z"]).body["offset"] == 60)
        #expect(put(["freeze": "2030-01-01T00:00:00Z"]).body["frozen"] == true)
        #expect(put(["advance": 1.5]).body["now"] == "2030-01-01T00:00:01.500Z")
        #expect(put(["advance": -1.5]).body["now"] == "2030-01-01T00:00:00.000Z")
        #expect(put(["real": true]).body["frozen"] == false)
        #expect(put(["freeze": true]).body["now"] == "2023-11-14T22:13:20.000Z")
        #expect(served.state.clock.isFrozen)
    }

    @Test(
        arguments: [
            [:], ["now": "x"], ["freeze": false], ["advance": "1"], ["advance": 1e300], ["real": false],
            ["now": "2030-01-01T00:00:00Z", "real": true],
        ] as [JSON]
    )
    func `what makes no sense is refused`(_ json: JSON) { #expect(put(json).status == 400) }
}
