import Model
import Synchronization
import Testing

@testable import Console

@Suite struct SecretEndpointsTests {
    private let served: Served
    private static let value = "whsec_dGhlIHNlY3JldA=="

    init() throws { served = try Served() }

    private func put(_ name: String, _ body: JSON) -> (status: Int, body: JSON) {
        served.json("PUT", "/api/v1/secrets/\(name)", body)
    }

    @Test func `a value goes in and never comes out`() throws {
        let first = put("SHOP", ["value": .string(Self.value)])
        #expect(first.status == 201 && first.body["name"] == "SHOP" && first.body["readable"] == true)
        #expect(served.secrets.values.withLock { $0.kept["SHOP"]?.value } == Self.value)
        #expect(put("SHOP", ["value": "new"]).status == 200)
        let one = served.answer("GET", "/api/v1/secrets/SHOP")
        let facts = try JSON.parse(one.body)
        #expect(one.status == 200 && facts["createdAt"] == "2023-11-14T22:13:20.000Z")
        #expect(facts["updatedAt"] == "2023-11-14T22:13:21.000Z" && facts["value"] == nil)
        _ = put("a%2Fb", ["value": "x"])
        let list = served.json("GET", "/api/v1/secrets").body
        #expect(list["secrets"]?.array?.map { $0["name"] } == ["SHOP", "a/b"])
        #expect(list["total"] == 2)
        #expect(served.json("GET", "/api/v1/secrets?offset=1&limit=5").body["secrets"]?.array?.count == 1)
    }

    @Test func `a secret is taken away once`() {
        _ = put("a", ["value": "x"])
        #expect(served.json("DELETE", "/api/v1/secrets/a").status == 200)
        for method in ["GET", "DELETE"] {
            let answer = served.json(method, "/api/v1/secrets/a")
            #expect(answer.status == 404)
            #expect(answer.body["error"]?.string?.contains("there is no secret \"a\"") == true)
        }
    }

    @Test(
        arguments: [
            ["value": 4_711_471_147], ["value": ""], ["value": nil], ["value": ["hunter2"]], ["valve": "hunter2"],
            ["value": "hunter2", "note": "x"], "hunter2", ["hunter2"],
            ["value": .string(String(repeating: "x", count: 65_537))],
        ] as [JSON]
    )
    func `a body that holds no secret is refused without showing it`(_ body: JSON) {
        let answer = put("a", body)
        #expect(answer.status == 400)
        let words = answer.body["error"]?.string ?? ""
        #expect(words.contains("value") && !words.contains("hunter2") && !words.contains("4711"))
        #expect(served.secrets.secrets().isEmpty)
    }

    @Test func `what is no JSON is refused without showing it`() throws {
        let answer = served.answer("PUT", "/api/v1/secrets/a", Array("hunter2".utf8))
        #expect(answer.status == 400)
        #expect(!String(decoding: answer.body, as: UTF8.self).contains("hunter2"))
    }

    @Test(arguments: ["a%00b", "a%0Ab", String(repeating: "n", count: 201)])
    func `a name that is none is refused`(_ name: String) {
        #expect(put(name, ["value": "x"]).status == 400)
    }

    @Test func `what is in the way is told`() {
        served.secrets.values.withLock { $0.refusal = .conflict("another key") }
        let refused = put("a", ["value": "x"])
        #expect(refused.status == 409 && refused.body["error"] == "another key")
        served.secrets.values.withLock { $0.refusal = .unavailable("no room") }
        #expect(put("a", ["value": "x"]).status == 503)
        #expect(served.json("DELETE", "/api/v1/secrets/a").status == 503)
    }

    @Test func `one that cannot be read says why`() {
        let facts = SecretFacts(name: "a", createdAt: Served.start, updatedAt: Served.start, trouble: "another key")
        served.secrets.values.withLock { $0.kept["a"] = (facts, "") }
        let one = served.json("GET", "/api/v1/secrets/a").body
        #expect(one["readable"] == false && one["trouble"] == "another key")
    }
}
