import Model
import Testing

@testable import Console

@Suite struct StoreEndpointsTests {
    private let served: Served

    init() throws { served = try Served() }

    private static let paths = ["/api/v1/stores/global", "/api/v1/stores/chain/c%2F1"]
    private static let keys = [
        "a", "a/b", "100%", "\"q\"", "🙂 x", "", "..", "a?b#c", "ключ", "a\\b", "\u{0}", " ", "a%2Fb",
    ]

    @Test(arguments: paths, keys)
    func `a key may hold any character`(_ path: String, _ key: String) {
        let set: JSON = ["key": .string(key), "value": ["v": 1.0]]
        #expect(served.json("POST", path, set).status == 200)
        let value: JSON = ["v": 1.0]
        #expect(served.json("GET", path).body == .object(JSONObject([JSONObject.Member(key, value)])))
        let address = path + "/" + PercentEncoding.encoded(key)
        #expect(served.json("DELETE", address).body["removed"] == 1)
        #expect(served.json("GET", path).body == [:])
        #expect(served.json("DELETE", address).body["removed"] == 0)
    }

    @Test func `a flat object writes several values`() {
        let path = "/api/v1/stores/global"
        _ = served.json("POST", path, ["b": 1, "a": [true], "key": "k"])
        #expect(served.json("GET", path).body == ["a": [true], "b": 1, "key": "k"])
        _ = served.json("POST", path, ["key": "k", "value": nil])
        #expect(served.json("GET", path).body["k"] == .null)
    }

    @Test func `the namespace is the query's, then the body's, then the field's, then sandbox`() {
        let path = "/api/v1/stores/global"
        let set: JSON = ["key": "k", "value": 1, "namespace": "body"]
        _ = served.json("POST", path + "?namespace=query", set, fields: [("X-Namespace", "field")])
        _ = served.json("POST", path, set, fields: [("X-Namespace", "field")])
        _ = served.json("POST", path, ["key": "k", "value": 1], fields: [("X-Namespace", "field")])
        _ = served.json("POST", path, ["key": "k", "value": 1])
        for name in ["query", "body", "field", "sandbox"] {
            #expect(served.json("GET", path + "?namespace=\(name)").body == ["k": 1])
        }
    }

    @Test func `a run has stores of its own`() {
        let path = "/api/v1/stores/global"
        _ = served.json("POST", path, ["key": "k", "value": 1], fields: [("X-Understudy-Run", "r")])
        #expect(served.json("GET", path).body == [:])
        #expect(served.json("GET", path + "?run=r").body == ["k": 1])
    }

    @Test(arguments: paths) func `several values or all go at once, all only when asked`(_ path: String) {
        _ = served.json("POST", path, ["a": 1, "b": 2, "c": 3])
        #expect(served.json("DELETE", path, ["keys": ["a", "a", "x"]]).body["removed"] == 1)
        #expect(served.json("DELETE", path).status == 400)
        #expect(served.json("DELETE", path + "?all=true").body["removed"] == 2)
        #expect(served.json("GET", path).body == [:])
    }

    @Test func `the chains that have values are listed`() {
        _ = served.json("POST", "/api/v1/stores/chain/b", ["key": "k", "value": 1])
        _ = served.json("POST", "/api/v1/stores/chain/a", ["key": "k", "value": 1])
        #expect(served.json("GET", "/api/v1/stores/chain").body == ["chains": ["a", "b"]])
    }
}
