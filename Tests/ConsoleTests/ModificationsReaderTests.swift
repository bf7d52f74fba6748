import Model
import Testing

@testable import Console

@Suite struct ModificationsReaderTests {
    private func read(_ object: JSONObject) throws(Refusal) -> TrafficModifications {
        try ModificationsReader.modifications(object).traffic
    }

    @Test func `the shape of the Python client is read`() throws {
        let read = try read([
            "headerRules": ["add": ["X-Debug": "true"], "remove": ["Cookie"]],
            "bodyRules": ["maskFields": ["password"], "maskValue": "###"], "urlRewrite": ["from": "/v1", "to": "/v2"],
            "latencyMs": 150,
        ])
        #expect(read.request.added == [("X-Debug", "true")] && read.request.removed == ["Cookie"])
        #expect(read.request.masks == ["password"] && read.response.masks == ["password"])
        #expect(read.request.maskValue == "###")
        #expect(read.rewrites == [TrafficModifications.Rewrite(from: "/v1", to: "/v2")])
        #expect(read.latency == .milliseconds(150) && read.response.added.isEmpty)
    }

    @Test func `the shape of the Java client is read`() throws {
        let read = try read([
            "requestModifications": ["headers": ["X-A": "1", "Cookie": nil], "bodyMasks": ["$.card.number"]],
            "responseModifications": ["headers": ["set": ["Server": "none"], "remove": ["X-B"]]],
        ])
        #expect(read.request.set == [("X-A", "1")] && read.request.removed == ["Cookie"])
        #expect(read.request.masks == ["$.card.number"] && read.response.masks.isEmpty)
        #expect(read.response.set == [("Server", "none")] && read.response.removed == ["X-B"])
    }

    @Test func `faults stand at the top or under chaos`() throws {
        let faults: JSONObject = [
            "latencyMs": 1.5, "jitterMs": 20, "errorRate": 0.25, "errorStatus": 502, "bandwidthKbps": 8,
        ]
        let read = try read(["chaos": .object(faults)])
        #expect(try self.read(faults) == read)
        #expect(read.latency == .microseconds(1_500) && read.jitter == .milliseconds(20))
        #expect(read.errors?.rate == 0.25 && read.errors?.status == 502 && read.bandwidth == 1_000)
        #expect(try self.read(["errors": ["rate": 1, "body": "no"]]).errors?.body == "no")
        #expect(try self.read(["errorRate": 0]).errors == nil)
    }

    @Test func `directions can be named`() throws {
        let read = try read([
            "headerRules": ["direction": "both", "set": ["A": "1"]],
            "bodyTransformations": ["direction": "response", "maskFields": ["a"]],
        ])
        #expect(read.request.set == [("A", "1")] && read.response.set == [("A", "1")])
        #expect(read.request.masks.isEmpty && read.response.masks == ["a"])
    }

    @Test(
        arguments: [
            (["headerRules": ["set": ["A": "x\r\nB: y"]]], "line break"),
            (["urlRewrite": ["from": "/v1", "to": "https://b.test"]], "both be paths"),
            (["errorRate": 1.5], "from 0.0 to 1.0"), (["errorRate": 1, "errorStatus": 200], "from 400 to 599"),
            (["headerRules": ["direction": "up"]], "request, response or both"), (["latencyMs": -1], "\"latencyMs\""),
        ] as [(JSONObject, String)]
    )
    func `what makes no sense is refused in words`(sent: JSONObject, words: String) {
        do throws(Refusal) {
            _ = try read(sent)
            Issue.record("\(sent) is taken")
        } catch {
            #expect(error.reason.contains(words))
        }
    }

    @Test func `webhooks have modifications of their own`() throws {
        let read = try ModificationsReader.modifications([
            "latencyMs": 1, "webhookModifications": ["errorRate": 1, "chaos": ["bandwidth": 5]],
        ])
        #expect(read.traffic.latency == .milliseconds(1) && read.traffic.errors == nil)
        #expect(read.webhooks.latency == .zero && read.webhooks.errors?.rate == 1 && read.webhooks.bandwidth == 5)
    }

    @Test func `what does nothing is named`() {
        #expect(ModificationsReader.warnings(about: ["latencyMs": 1, "latencyMS": 2]).count == 1)
        let nested: JSONObject = ["webhookModifications": ["latencyMs": 1, "webhookModifications": [:]]]
        #expect(ModificationsReader.warnings(about: nested).count == 1)
    }
}
