import Foundation
import Model
import Replay
import Templating
import Testing

@Suite struct RunStateTests {
    private let counter = """
        [{"id": "c", "http": {"route": "/c"}, "extract": {"gStore": {"n": "$.increment($.gS.n)"}}, "response": {"payload": "$.gS.n"}},
         {"id": "once", "http": {"route": "/once"}, "useLimiter": 1, "response": {"payload": "yes"}},
         {"id": "s", "http": {"route": "/s"}, "oneOf": {"responses": [{"payload": "1"}, {"payload": "2"}]}}]
        """

    @Test func runsDoNotSeeEachOther() throws {
        let engine = try engine(counter)
        let (a, b) = (RunID(rawValue: "a"), RunID(rawValue: "b"))
        for run in [a, b, .shared] {
            #expect((1...3).map { _ in engine.answer(request("GET", "/c"), run: run).text } == ["1", "2", "3"])
            #expect(engine.answer(request("GET", "/once"), run: run).text == "yes")
            #expect(engine.answer(request("GET", "/once"), run: run).missed != nil)
            #expect(engine.answer(request("GET", "/s"), run: run).text == "1")
        }
        #expect(engine.namedRuns == [a, b])
        engine.reset(a)
        #expect(engine.answer(request("GET", "/c"), run: a).text == "1")
        #expect(engine.answer(request("GET", "/once"), run: a).text == "yes")
        #expect(engine.answer(request("GET", "/c"), run: b).text == "4")
        engine.reset(.shared)
        #expect(engine.answer(request("GET", "/once")).text == "yes")
    }

    @Test func noIncrementIsLost() throws {
        let engine = try engine(counter)
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            for _ in 0..<50 { _ = engine.answer(request("GET", "/c")) }
        }
        #expect(engine.withStores { $0[.global(namespace: "default"), "n"] } == .int(3_200))
    }

    @Test func whoeverAskedHearsWhatChanged() throws {
        let heard = Heard()
        let options = ReplayOptions(storesChanged: { run, changes in heard.add(run, changes) })
        let engine = try engine(counter, options)
        _ = engine.answer(request("GET", "/c"), run: RunID(rawValue: "a"))
        engine.withStores { $0[.global(namespace: "x"), "k"] = "v" }
        #expect(heard.all.map(\.0.rawValue) == ["a", ""])
        #expect(heard.all.map(\.1.value) == [.int(1), "v"])
    }

    @Test func callbacksCarryTheirRun() throws {
        let json = #"{"id": "w", "http": {"route": "/w"}, "response": {}, "webhooks": [{"url": "http://a.test/"}]}"#
        let engine = try engine(json)
        let own = engine.answer(request("GET", "/w"), run: RunID(rawValue: "r")).answered?.jobs.first
        #expect(own?.fields.first(named: "X-Understudy-Run") == "r")
        let shared = engine.answer(request("GET", "/w")).answered?.jobs.first
        #expect(shared?.fields.first(named: "X-Understudy-Run") == nil)
        #expect(own?.id != shared?.id)
    }
}

private final class Heard: @unchecked Sendable {
    // Guarded by the lock.
    private var changes: [(RunID, Stores.Change)] = []
    private let lock = NSLock()

    func add(_ run: RunID, _ new: [Stores.Change]) { lock.withLock { changes += new.map { (run, $0) } } }

    var all: [(RunID, Stores.Change)] { lock.withLock { changes } }
}
