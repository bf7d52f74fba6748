import Model
import Testing

@testable import Console

@Suite struct JournalQueryReaderTests {
    private func query(_ object: JSONObject, run: RunID? = nil) throws(Refusal) -> JournalQuery {
        var incoming = AdminAPI.request("POST", "/api/v1/requests/verify")
        if let run { incoming.head.fields = [("X-Understudy-Run", run.rawValue)] }
        let target = RequestTarget(incoming.head.target)
        let request = AdminRequest(incoming, target: target, holes: [:], table: EndpointTable([]))
        return try JournalQueryReader(Members(object), of: request).query()
    }

    private func reason(_ object: JSONObject) -> String? {
        do throws(Refusal) {
            _ = try query(object)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `every restriction is read`() throws {
        let query = try query([
            "mock": "m", "namespace": "n", "run": "r", "matched": false, "status": 404, "after": 7,
            "since": "1970-01-01T00:00:09Z", "search": "text", "http": ["route": "/a/:id", "httpMethod": "post"],
        ])
        #expect(query.mock?.rawValue == "m")
        #expect(query.namespace == "n")
        #expect(query.run?.rawValue == "r")
        #expect(query.isMatched == false)
        #expect(query.status == 404)
        #expect(query.after?.rawValue == 7)
        #expect(query.since == Timestamp(seconds: 9))
        #expect(query.search == "text")
        #expect(query.http?.route == "/a/:id")
        #expect(query.http?.method == "POST")
    }

    @Test func `a method or a condition without a route is of every path`() throws {
        #expect(try query(["method": "PUT"]).http == HTTPMatcher(method: "PUT", route: "/*"))
        #expect(try query(["path": "/a"]).http == HTTPMatcher(route: "/a"))
        #expect(try query(["http": ["header": [["path": "X", "assertAction": "any"]]]]).http?.fields.count == 1)
        #expect(try query([:]).http == nil)
    }

    @Test func `the run of the request counts when the query names none`() throws {
        #expect(try query([:], run: RunID(rawValue: "r")).run?.rawValue == "r")
        #expect(try query(["run": "s"], run: RunID(rawValue: "r")).run?.rawValue == "s")
    }

    @Test func `what makes no sense is refused in words`() {
        #expect(reason(["status": "x"])?.contains("status=x") == true)
        #expect(reason(["matched": "maybe"])?.contains("matched=maybe") == true)
        #expect(reason(["since": "yesterday"])?.contains("2026-11-24T10:00:00Z") == true)
        #expect(reason(["path": "a"])?.contains("starting with") == true)
        #expect(reason(["http": 1])?.contains("as in a mock") == true)
        #expect(reason(["http": ["rout": "/a"]])?.contains("did you mean \"route\"") == true)
        let condition: JSON = ["path": "x", "assertAction": "like"]
        #expect(reason(["http": ["conditions": [condition]]])?.contains("$.http.conditions[0].assertAction") == true)
    }
}
