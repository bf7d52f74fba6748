import Model
import Synchronization
import Testing

@testable import Console

@Suite struct WebhookEndpointsTests {
    private func recorded(_ served: Served) throws -> RecordedSession {
        let inferred = Attribution(
            webhook: ExchangeID(rawValue: 4),
            cause: ExchangeID(rawValue: 2),
            confidence: 0.9,
            evidence: ["\"o-1\" stands in both"]
        )
        served.analysis.values.withLock { $0.attributions = [inferred] }
        return try RecordedSession(served)
    }

    @Test func `webhooks are listed with what caused them`() throws {
        let served = try Served()
        let list = served.json("GET", "\(try recorded(served).path)/webhooks").body
        #expect(list["total"] == 1 && list["webhooks"]?[0]?["requestBody"] == #"{"order":"o-1"}"#)
        let cause = list["webhooks"]?[0]?["attribution"]
        #expect(cause?["cause"] == "2" && cause?["confidence"] == 0.9 && cause?["pinned"] == false)
        #expect(cause?["evidence"] == ["\"o-1\" stands in both"])
    }

    @Test func `what is known is not inferred again, unless asked for`() throws {
        let served = try Served()
        let path = "\(try recorded(served).path)/attributions"
        _ = served.json("GET", path)
        #expect(served.json("GET", path).body["total"] == 1)
        #expect(served.analysis.values.withLock { $0.builds.count } == 1)
        _ = served.json("POST", path)
        #expect(served.analysis.values.withLock { $0.builds.count } == 2)
    }

    @Test func `a person decides, and takes it back`() throws {
        let served = try Served()
        let recorded = try recorded(served)
        let path = "\(recorded.path)/webhooks/4/attribution"
        let pinned = served.json("PUT", path, ["cause": "1"])
        #expect(pinned.body["cause"] == "1" && pinned.body["pinned"] == true)
        #expect(served.json("PUT", path, ["cause": nil]).body["cause"] == .null)
        #expect(served.json("POST", "\(recorded.path)/attributions").status == 200)
        #expect(served.json("GET", "\(recorded.path)/attributions").body["attributions"]?[0]?["pinned"] == true)
        let back = served.json("DELETE", path)
        #expect(back.body["cause"] == "2" && back.body["pinned"] == false)
    }

    @Test func `only webhooks have causes, and only exchanges are causes`() throws {
        let served = try Served()
        let recorded = try recorded(served)
        #expect(served.json("PUT", "\(recorded.path)/webhooks/1/attribution", ["cause": "2"]).status == 404)
        #expect(served.json("PUT", "\(recorded.path)/webhooks/4/attribution", ["cause": "4"]).status == 400)
        #expect(served.json("PUT", "\(recorded.path)/webhooks/4/attribution", [:]).status == 400)
    }
}
