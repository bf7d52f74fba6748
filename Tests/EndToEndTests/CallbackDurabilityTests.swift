import Foundation
import Glibc
import Model
import Storage
import Synchronization
import TestSupport
import Testing

/// A callback whose answer was sent reaches its receiver, whatever happens to the server.
@Suite(.serialized) struct CallbackDurabilityTests {
    private func mock(to url: String, _ more: String) -> String {
        #"""
        {"id":"m","http":{"route":"/m","httpMethod":"POST"},"response":{"payload":{"n":"$.req.n"}},
         "webhooks":[{"url":"\#(url)","body":{"n":"$.req.n"}\#(more)}]}
        """#
    }

    @Test func `a retry that a kill came before is made after the restart`() async throws {
        let receiver = try CallbackReceiver { _, index in .status(index == 0 ? 500 : 200) }
        let place = try Workplace()
        let first = try MockServer(in: place)
        try first.create(mock(to: receiver.url("/hook"), #","retryCount":1,"retryDelay":3600"#))
        _ = try first.call("POST", "/m", #"{"n":1}"#)
        try await receiver.wait(for: 1)
        // The attempt's end is written when it can be read.
        let wait = #"{"filter":{"state":"pending"},"count":1}"#
        #expect(try first.call("POST", "/api/v1/callbacks/assert", wait).status == 200)
        while try first.call("GET", "/api/v1/callbacks").json["callbacks"]?[0]?["attempts"]?.array?.count == 0 {}
        first.program.stop(SIGKILL)

        let second = try MockServer(in: place)
        try await receiver.wait(for: 2)
        let settled = try second.settledCallbacks()
        #expect(settled.map { $0["state"] } == ["delivered"])
        #expect(settled[0]["attempts"]?.array?.map { $0["status"]?.int } == [500, 200])
        let ids = receiver.received.map { $0.fields.first("X-Understudy-Delivery") }
        #expect(ids == [settled[0]["id"]?.string, settled[0]["id"]?.string])
    }

    @Test func `what is not due at a stop is delivered after the next start`() async throws {
        let receiver = try CallbackReceiver()
        let place = try Workplace()
        let first = try MockServer(in: place, ["--drain", "0.1"])
        try first.create(mock(to: receiver.url("/hook"), #","delay":2000"#))
        _ = try first.call("POST", "/m", #"{"n":1}"#)
        #expect(first.program.stop() == 0)
        #expect(first.program.output.contains { $0.contains("Callbacks stay pending in the journal") })
        #expect(receiver.received.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: place.database + "-callbacks"))
        let listed = try place.understudy(["callbacks", "--db", place.database, "--format", "json"])
        let left = try #require(try JSON.parse(listed.output).array?.first)
        #expect(left["state"] == "pending")
        let shown = try place.understudy(["callbacks", "show", left["id"]?.string ?? "", "--db", place.database])
        #expect(shown.status == 0 && shown.output.contains("pending"))

        let second = try MockServer(in: place)
        let call = try #require(try await receiver.wait(for: 1).first)
        #expect(call.fields.first("X-Understudy-Delivery") == left["id"]?.string)
        #expect(try second.settledCallbacks().map { $0["state"] } == ["delivered"])
    }

    @Test func `a synchronous callback that a kill broke off is a dead letter`() async throws {
        let receiver = try CallbackReceiver { _, _ in .stall }
        let place = try Workplace()
        let first = try MockServer(in: place)
        try first.create(mock(to: receiver.url("/hook"), #","async":false,"timeout":600"#))
        let port = try #require(first.authority.split(separator: ":").last.flatMap { Int($0) })
        let client = try #require(LoopbackConnection(port: port))
        client.send("POST /m HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
        try await receiver.wait(for: 1)
        #expect(try first.call("GET", "/api/v1/callbacks?state=pending").json["total"] == 1)
        first.program.stop(SIGKILL)
        let second = try MockServer(in: place)
        #expect(try second.call("GET", "/api/v1/callbacks/await").status == 200)
        #expect(try second.call("GET", "/api/v1/callbacks/dead").json["total"] == 1)
    }

    @Test func `with a seed, callbacks after a restart are not taken for those before it`() async throws {
        let receiver = try CallbackReceiver()
        let place = try Workplace()
        let first = try MockServer(in: place, ["--seed", "7"])
        try first.create(mock(to: receiver.url("/hook"), ""))
        _ = try first.call("POST", "/m", #"{"n":1}"#)
        try await receiver.wait(for: 1)
        first.program.stop(SIGKILL)
        let second = try MockServer(in: place, ["--seed", "7"])
        _ = try second.call("POST", "/m", #"{"n":2}"#)
        #expect(try second.settledCallbacks().count == 2)
        let bodies = Dictionary(grouping: receiver.received) { $0.fields.first("X-Understudy-Delivery") ?? "" }
            .mapValues { Set($0.map(\.text)) }
        #expect(Set(bodies.values) == [[#"{"n":1}"#], [#"{"n":2}"#]])
    }

    @Test func `a callback on what a real host answered survives a kill right after the answer`() async throws {
        let receiver = try CallbackReceiver()
        let real = try CallbackReceiver { _, _ in .status(200, fields: [("Content-Type", "application/json")]) }
        let place = try Workplace()
        let first = try MockServer(in: place)
        try first.create(
            #"""
            {"id":"p","http":{"route":"/p","httpMethod":"POST"},"proxy":{"target":"\#(real.url(""))"},
             "webhooks":[{"url":"\#(receiver.url("/hook"))","body":{"n":"$.req.n"},"delay":300}]}
            """#
        )
        for number in 0..<10 { #expect(try first.call("POST", "/p", #"{"n":\#(number)}"#).status == 200) }
        first.program.stop(SIGKILL)
        let second = try MockServer(in: place)
        _ = try second.settledCallbacks()
        #expect(Set(receiver.received.map(\.text)) == Set((0..<10).map { #"{"n":\#($0)}"# }))
    }

    @Test(.timeLimit(.minutes(2)), .enabled(if: Programs.find("sqlite3") != nil))
    func `what the database does not take while another process holds it is written afterwards`() async throws {
        let receiver = try CallbackReceiver()
        let place = try Workplace()
        let server = try MockServer(in: place)
        try server.create(mock(to: receiver.url("/hook"), ""))
        let other = try await held(place.database)
        _ = try server.call("POST", "/m", #"{"n":1}"#)
        try await receiver.wait(for: 1)
        _ = try server.program.waitForLine { $0.contains("does not take the callbacks now") ? true : nil }
        other.end()
        _ = try server.program.waitForLine { $0.contains("takes the callbacks again") ? true : nil }
        #expect(try server.settledCallbacks().map { $0["state"] } == ["delivered"])
        #expect(server.program.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: place.database + "-callbacks"), "nothing stays noted")
    }

    @Test(.timeLimit(.minutes(2)), .enabled(if: Programs.find("sqlite3") != nil))
    func `many callbacks that come while those of an earlier time are given up are written all the same`() async throws
    {
        let place = try Workplace()
        let hooks = Array(repeating: #"{"url":"http://127.0.0.1:9/","delay":3600000}"#, count: 1_000)
        let first = try MockServer(in: place)
        try first.create(
            #"""
            {"id":"m","http":{"route":"/m","httpMethod":"POST"},"response":{"payload":{"n":"$.req.n"}},
             "webhooks":[\#(hooks.joined(separator: ","))]}
            """#
        )
        #expect(first.program.stop() == 0)
        try leaveSynchronous(60_000, in: place.database)

        let second = try MockServer(in: place)
        let other = try await held(place.database)
        // More than the journal lets wait, and fewer than there is room for among the notes.
        try Load(second, count: 56, round: 0) { _ in }.wait()
        other.end()
        #expect(try second.call("GET", "/api/v1/callbacks?limit=1", nil, ["--max-time", "60"]).status == 200)
    }

    /// Leaves so many pending callbacks for which answers waited.
    private func leaveSynchronous(_ count: Int, in database: String) throws {
        let file = try DatabaseFile(path: database, for: .updating)
        let changes = (0..<count)
            .map { number in
                var job = CallbackJob(
                    id: DeliveryID(rawValue: "left-\(number)"),
                    exchange: ExchangeID(rawValue: 1),
                    mock: MockID(rawValue: "m"),
                    index: 0,
                    target: .http(method: "POST", url: "http://127.0.0.1:9/")
                )
                job.isSync = true
                return DeliveryStore.Change.new(Delivery(job: job))
            }
        try DeliveryStore(file).apply(changes)
        try file.close()
    }

    /// Another program that holds the database's lock until it ends.
    private func held(_ database: String) async throws -> HeldProgram {
        let program = try HeldProgram("sqlite3", ["-interactive", database])
        // Its turn comes between two of the server's.
        program.write(".timeout 20000")
        program.write("BEGIN IMMEDIATE; SELECT 'held';")
        _ = try await program.line { $0.hasSuffix("held") ? true : nil }
        return program
    }

    @Test func `of 500 callbacks in flight, twenty kills lose none`() async throws {
        let seed =
            ProcessInfo.processInfo.environment["UNDERSTUDY_TEST_SEED"].flatMap(UInt64.init)
            ?? UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        print("twenty kills: seed \(seed)")
        let receiver = try CallbackReceiver()
        let place = try Workplace()
        let answered = Mutex<Set<String>>([])
        var inFlight: [Int] = []
        for round in 0..<20 {
            let server = try MockServer(in: place)
            if round == 0 { try server.create(mock(to: receiver.url("/hook"), #","delay":1000"#)) }
            let load = try Load(server, count: 500, round: round) { number in
                answered.withLock { _ = $0.insert(number) }
            }
            // From among the first answers to among the deliveries; in most rounds all 500 are in flight.
            let kill = Duration.milliseconds(Int.random(in: 1...1_150, using: &random))
            try await Task.sleep(for: kill)
            server.program.stop(SIGKILL)
            load.wait()
            let arrived = Set(receiver.received.map(\.text))
            inFlight.append(answered.withLock { $0.subtracting(arrived).count })
        }
        let last = try MockServer(in: place)
        let settled = try last.call("POST", "/api/v1/callbacks/await?timeout=60")
        #expect(settled.status == 200, "\(settled.text)")
        let received = receiver.received
        let lost = answered.withLock { $0.subtracting(received.map(\.text)) }
        #expect(lost.isEmpty, "seed \(seed)")
        let ids = Dictionary(grouping: received, by: \.text)
            .mapValues { Set($0.map { $0.fields.first("X-Understudy-Delivery") ?? "" }) }
        #expect(ids.values.allSatisfy { $0.count == 1 && $0 != [""] }, "duplicates carry the same id; seed \(seed)")
        #expect(Set(ids.values.compactMap(\.first)).count == ids.count, "each callback has an id of its own")
        // Ends are noted: only what was on its way can come twice, and that is as much as goes to one target at once.
        #expect(received.count - ids.count <= 20 * 64, "seed \(seed)")
        print(
            """
            twenty kills: \(answered.withLock { $0.count }) answered, \(lost.count) lost, \
            \(received.count - ids.count) delivered more than once, in flight at the kills: \(inFlight)
            """
        )
    }
}

/// Requests over eight connections at once, until the server goes away.
private final class Load: Sendable {
    private let group = DispatchGroup()

    /// - Parameter whenAnswered: is given the content of each callback whose answer came whole.
    init(_ server: MockServer, count: Int, round: Int, whenAnswered: @escaping @Sendable (String) -> Void) throws {
        guard let port = server.authority.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw Unexpected("no port in \(server.authority)")
        }
        for lane in 0..<8 {
            group.enter()
            Thread.detachNewThread { [group] in
                defer { group.leave() }
                guard let connection = LoopbackConnection(port: port) else { return }
                for number in stride(from: lane, to: count, by: 8) {
                    let body = #"{"n":\#(round * count + number)}"#
                    let head = "POST /m HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                    guard connection.send(head + body), connection.readMessage().hasSuffix(body) else { return }
                    whenAnswered(body)
                }
            }
        }
    }

    func wait() { group.wait() }
}
