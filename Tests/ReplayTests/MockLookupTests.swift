import Model
import Replay
import Testing

@Suite struct MockLookupTests {
    private let json = """
        {"id": "m", "http": {"route": "/", "conditions": [{"path": "a", "assertAction": "equals", "value": 5}]},
         "response": {"payload": "$.req.a"}}
        """

    @Test func codedBodiesAreDecodedForMatching() throws {
        var incoming = request("POST", "/", fields: [("Content-Encoding", "gzip")], body: "")
        // {"a": 5} as gzip.
        incoming.body = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 74, 84, 178, 82, 48, 173, 5, 0, 147, 75, 205, 159, 8, 0, 0, 0,
        ]
        #expect(try engine(json).answer(incoming).text == "5")
    }

    @Test func withoutFramingThereIsNoBodyToWaitFor() throws {
        var incoming = request("POST", "/")
        #expect(try engine(json).answer(incoming).missed != nil)
        incoming.head.version = .http2
        #expect(try engine(json).answer(incoming).wantsBody)
        incoming = request("POST", "/", fields: [("Transfer-Encoding", "chunked")])
        #expect(try engine(json).answer(incoming).wantsBody)
    }

    @Test func aMockThatIsUsedUpLeavesTheNextItsTurn() throws {
        let engine = try engine(
            """
            [{"id": "last", "http": {"route": "/"}, "response": {"payload": "b"}},
             {"id": "first", "priority": 1, "useLimiter": 1, "http": {"route": "/"}, "response": {"payload": "a"}}]
            """
        )
        #expect((0..<3).map { _ in engine.answer(request("GET", "/")).text } == ["a", "b", "b"])
    }
}
