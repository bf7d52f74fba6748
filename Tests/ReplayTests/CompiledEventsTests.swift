import Model
import Replay
import Testing

@Suite struct CompiledEventsTests {
    private func pieces(_ json: String, timeScale: Double = 1) throws -> [(Duration, String)] {
        let options = ReplayOptions(clock: .frozen(at: Timestamp(seconds: 0)), seed: 1, timeScale: timeScale)
        let answer = try #require(try engine(json, options).answer(request("GET", "/e?n=5")).answered?.answer)
        let source = try #require(answer.pieces)
        var result: [(Duration, String)] = []
        while let piece = source.next() { result.append((piece.delay, String(decoding: piece.bytes, as: UTF8.self))) }
        return result
    }

    @Test func eventsComeInTheirFormatAndTime() throws {
        let json = """
            {"id": "e", "http": {"route": "/e"}, "response": {"sseEventChain": {"events": [
              {"eventName": "tick", "data": {"n": "$.queryParams.n"}, "id": "a", "retry": 50},
              {"data": "two\\nlines", "delay": 20}]}}}
            """
        let events = try pieces(json)
        #expect(
            events.map(\.1) == [
                "event: tick\nid: a\nretry: 50\ndata: {\"n\":\"5\"}\n\n", "data: two\ndata: lines\n\n",
            ]
        )
        #expect(events.map(\.0) == [.zero, .milliseconds(20)])
        #expect(try pieces(json, timeScale: 0.5).map(\.0) == [.zero, .milliseconds(10)])
        let answer = try #require(try engine(json).answer(request("GET", "/e")).answered?.answer)
        #expect(answer.fields.first(named: "Content-Type") == "text/event-stream")
    }

    @Test func loopsRenderAnewUntilTheirEnd() throws {
        let json = """
            {"id": "e", "http": {"route": "/e"}, "extract": {"gStore": {"x": 1}}, "response": {"sseEventChain":
             {"loop": true, "loopDelay": 200, "maxLoops": 3, "events": [{"data": "$.fake.counter('n', 1)"}]}}}
            """
        let events = try pieces(json)
        #expect(events.map(\.1) == ["data: 1\n\n", "data: 2\n\n", "data: 3\n\n"])
        #expect(events.map(\.0) == [.zero, .milliseconds(200), .milliseconds(200)])
    }

    @Test func heartbeatsFillLongWaitsAndTimeEndsAChain() throws {
        let json = """
            {"id": "e", "http": {"route": "/e"}, "response": {"sseEventChain": {"heartbeat": 400, "maxTime": 2,
             "events": [{"data": "a", "delay": 1000}, {"data": "late", "delay": 1500}]}}}
            """
        let events = try pieces(json)
        #expect(
            events.map(\.1) == [
                ": heartbeat\n\n", ": heartbeat\n\n", "data: a\n\n", ": heartbeat\n\n", ": heartbeat\n\n",
            ]
        )
        #expect(events.prefix(3).map(\.0) == [.milliseconds(400), .milliseconds(400), .milliseconds(200)])
    }

    @Test func aDribbleSpreadsTheWholeContent() throws {
        let json =
            #"{"id": "d", "http": {"route": "/e"}, "response": {"payload": "0123456789", "dribble": {"chunks": 4, "duration": 400}}}"#
        let events = try pieces(json)
        #expect(events.map(\.1) == ["012", "345", "678", "9"])
        #expect(events.allSatisfy { $0.0 == .milliseconds(100) })
    }
}
