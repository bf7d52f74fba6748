import Model
import Synchronization
import Testing

@testable import Console

@Suite struct NearestRequestTests {
    private let journal = FakeJournal()

    private func words(_ entries: [JournalEntry], _ http: HTTPMatcher?) throws -> String? {
        journal.list.withLock { $0 = entries }
        var query = JournalQuery()
        query.http = http
        return try NearestRequest(journal: journal).words(query)
    }

    @Test func `nothing came at all`() throws {
        #expect(try words([], HTTPMatcher(route: "/a")) == "no request came at all")
        #expect(try words([], nil) == nil)
    }

    @Test func `another method, another path`() throws {
        let entries: [JournalEntry] = [
            .sample(1, "GET", "/orders"), .sample(2, "GET", "/order"), .sample(3, "GET", "/x"),
        ]
        #expect(
            try words(entries, HTTPMatcher(method: "POST", route: "/orders"))
                == "the nearest is request 1, GET /orders: another method"
        )
        #expect(try words(entries, HTTPMatcher(route: "/ordes")) == "the nearest is request 2, GET /order")
    }

    @Test func `of requests with the route, the newest that fails in the fewest conditions`() throws {
        var http = HTTPMatcher(method: "GET", route: "/a")
        http.fields = ["X", "Y"].map { .check(Condition.Check(path: $0, action: .equals, value: "1")) }
        let entries: [JournalEntry] = [
            .sample(1, fields: [("X", "1"), ("Y", "2")]), .sample(2, fields: [("X", "1")]), .sample(3),
        ]
        #expect(try words(entries, http) == "the nearest is request 2, GET /a, which fails: header Y equals 1")
    }

    @Test func `when all hold and only the number is wrong there is nothing to say`() throws {
        #expect(try words([.sample(1)], HTTPMatcher(method: "GET", route: "/a")) == nil)
    }
}
