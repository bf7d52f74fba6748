import Model
import Replay
import Synchronization
import Testing

@Suite struct RequestJournalTests {
    private func entry(
        _ id: Int64,
        _ method: String,
        _ target: String,
        body: String? = nil,
        mock: String? = "m"
    ) -> JournalEntry {
        var incoming = request(method, target, body: body)
        incoming.id = ExchangeID(rawValue: id)
        return JournalEntry(
            id: incoming.id,
            at: Timestamp(seconds: id),
            namespace: "default",
            mock: mock.map { MockID(rawValue: $0) },
            request: incoming,
            answer: Answer(status: mock == nil ? 404 : 200)
        )
    }

    private func query(_ json: String) throws -> JournalQuery {
        var query = JournalQuery()
        query.http = try mocks(#"{"id": "q", "http": \#(json), "response": {}}"#).first?.http
        return query
    }

    @Test func queriesUseTheMatchersOfMocks() throws {
        let journal = RequestJournal(retention: 1 << 20)
        journal.add(entry(1, "POST", "/orders", body: #"{"total": 5}"#))
        journal.add(entry(2, "POST", "/stubs/shop/orders?x=1", body: #"{"total": 50}"#))
        journal.add(entry(3, "GET", "/orders/7", mock: nil))
        func ids(_ query: JournalQuery) throws -> [Int64] { try journal.entries(query).map(\.id.rawValue) }
        #expect(try ids(query(#"{"route": "/orders", "httpMethod": "POST"}"#)) == [1, 2])
        let big = #"{"route": "/orders", "conditions": [{"path": "total", "assertAction": "gt", "value": 10}]}"#
        #expect(try ids(query(big)) == [2])
        let seven = #"{"route": "/orders/:id", "pathParams": [{"path": "id", "assertAction": "equals", "value": "7"}]}"#
        #expect(try ids(query(seven)) == [3])
        var missed = JournalQuery()
        missed.isMatched = false
        #expect(try ids(missed) == [3])
        var later = JournalQuery()
        (later.after, later.search) = (ExchangeID(rawValue: 1), "50")
        #expect(try ids(later) == [2])
    }

    @Test func theOldestMakeRoom() throws {
        let journal = RequestJournal(retention: 100_000)
        for id in 1...5_000 { journal.add(entry(Int64(id), "POST", "/a", body: "0123456789")) }
        let kept = try journal.entries()
        #expect(kept.count < 200 && kept.last?.id.rawValue == 5_000)
        #expect(kept.map(\.id.rawValue) == Array((5_001 - Int64(kept.count))...5_000))
        #expect(journal.oldest == kept.first?.id)
        #expect(journal.added(since: 4_998).entries.map(\.id.rawValue) == [4_999, 5_000])
        // Some at a time, from the oldest that is left.
        let first = journal.added(since: 0, upTo: 3)
        #expect(first.entries.map(\.id) == kept.prefix(3).map(\.id))
        let second = journal.added(since: first.next, upTo: 2)
        #expect(second.entries.map(\.id) == kept[3..<5].map(\.id))
        #expect(journal.added(since: 5_000).entries.isEmpty && journal.added(since: 5_000).next == 5_000)
    }

    @Test func waitersHearOfTheLastRequestOnce() throws {
        let journal = RequestJournal(retention: 1 << 20)
        let heard = Mutex<[(Bool, Int)]>([])
        journal.add(entry(1, "POST", "/a"))
        let query = try query(#"{"route": "/a"}"#)
        let waiter = try #require(
            try journal.wait(for: query, count: 3) { reached, count in heard.withLock { $0.append((reached, count)) } }
        )
        journal.add(entry(2, "POST", "/b"))
        journal.add(entry(3, "POST", "/a"))
        #expect(heard.withLock { $0.isEmpty })
        journal.add(entry(4, "POST", "/a"))
        journal.add(entry(5, "POST", "/a"))
        journal.expire(waiter)
        #expect(heard.withLock { $0.map(\.1) } == [3])
        #expect(
            try journal.wait(for: query, count: 2) { _, count in heard.withLock { $0.append((true, count)) } } == nil
        )
        let late = try #require(
            try journal.wait(for: query, count: 9) { reached, _ in heard.withLock { $0.append((reached, -1)) } }
        )
        journal.expire(late)
        #expect(heard.withLock { $0.last?.0 } == false)
    }

    @Test func resetForgetsWhatIsMeant() throws {
        let journal = RequestJournal(retention: 1 << 20)
        for id in 1...4 { journal.add(entry(Int64(id), "POST", id % 2 == 0 ? "/a" : "/b")) }
        #expect(try journal.remove(query(#"{"route": "/a"}"#)).map(\.rawValue) == [2, 4])
        #expect(try journal.entries().map(\.id.rawValue) == [1, 3])
        journal.add(entry(5, "POST", "/a"))
        #expect(journal.added(since: 4).entries.map(\.id.rawValue) == [5])
    }

    @Test func earlierTimesComeBackInFront() throws {
        let journal = RequestJournal(retention: 1 << 20)
        journal.add(entry(7, "GET", "/new"))
        journal.restore([entry(1, "GET", "/old"), entry(2, "GET", "/old")])
        #expect(try journal.entries().map(\.id.rawValue) == [1, 2, 7])
        #expect(journal.added(since: 0).entries.map(\.id.rawValue) == [7])
        let small = RequestJournal(retention: 10_000)
        for id in 5_000..<5_005 { small.add(entry(Int64(id), "GET", "/new")) }
        small.restore((1...100).map { entry(Int64($0), "GET", "/old") })
        let kept = try small.entries().map(\.id.rawValue)
        #expect(kept.suffix(5) == [5_000, 5_001, 5_002, 5_003, 5_004] && kept.count < 30 && kept.first != 1)
    }
}
