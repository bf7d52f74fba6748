import Model
import Replay
import Testing

@Suite struct RunSelectionTests {
    @Test func listenerThenFieldThenProxyUser() {
        var incoming = request("GET", "/", fields: [("x-understudy-run", "field")])
        incoming.proxyUser = "user"
        #expect(RunSelection.run(of: incoming, listener: RunID(rawValue: "port")).rawValue == "port")
        #expect(RunSelection.run(of: incoming).rawValue == "field")
        incoming.head.fields = []
        #expect(RunSelection.run(of: incoming).rawValue == "user")
        incoming.proxyUser = nil
        #expect(RunSelection.run(of: incoming) == .shared)
    }
}
