import Model
import Synchronization
import Testing

@testable import Console

@Suite struct ImportEndpointsTests {
    private let served: Served

    init() throws {
        served = try Served()
        served.outside.values.withLock {
            $0.imported = .success([
                ["id": "one", "http": ["route": "/a"], "response": [:]], ["http": ["route": "/b"], "response": [:]],
            ])
            $0.result = .answered(status: 200, fields: [], body: Array("fetched".utf8), latency: .zero)
        }
    }

    private var read: [String] {
        served.outside.values.withLock {
            $0.imports.map { "\($0.format) \(String(decoding: $0.bytes, as: UTF8.self))" }
        }
    }

    @Test func `a file's mocks are stored, and shown before on demand`() {
        let preview = served.json("POST", "/api/v1/import?format=wiremock&preview=true", [1])
        #expect(preview.status == 200)
        #expect(preview.body["count"] == 2)
        #expect(served.engine.servedIDs == [])
        let (status, body) = served.json("POST", "/api/v1/import?format=wiremock&namespace=n", [1])
        #expect(status == 201)
        #expect(body["created"] == 2)
        #expect(body["mocks"]?[0]?["namespace"] == "n")
        #expect(body["notes"] == ["a note"])
        #expect(served.engine.servedIDs.count == 2)
        #expect(read == ["wiremock [1]", "wiremock [1]"])
    }

    @Test func `a document comes as text, as JSON, bare, or from a URL`() {
        let path = "/api/v1/generators/openapi"
        let asked: JSON = ["spec": "openapi: 3", "namespace": "n", "pathPrefix": "/v1", "serverName": "s"]
        let mock = served.json("POST", path, asked).body["mocks"]?[0]
        #expect(mock?["namespace"] == "n")
        #expect(mock?["pathPrefix"] == "/v1")
        #expect(mock?["serverName"] == "s")
        _ = served.json("POST", path, ["spec": ["openapi": "3"]])
        _ = served.json("POST", path, ["openapi": "3"])
        _ = served.json("POST", path, ["url": "http://x.test/spec"])
        #expect(
            read == ["openapi openapi: 3", #"openapi {"openapi":"3"}"#, #"openapi {"openapi":"3"}"#, "openapi fetched"]
        )
        #expect(served.outside.values.withLock { $0.sent.map(\.url) } == ["http://x.test/spec"])
    }

    @Test func `a file is what it looks like unless the query says what it is`() {
        _ = served.json("POST", "/api/v1/import", [1])
        #expect(read == ["auto [1]"])
    }

    @Test func `one file in two namespaces is two sets of mocks, however often it comes`() {
        served.outside.values.withLock {
            $0.imported = .success([["id": "one", "http": ["route": "/a"], "response": [:]]])
        }
        for namespace in ["a", "b", "a", "b"] {
            _ = served.json("POST", "/api/v1/import?format=har&namespace=\(namespace)", [1])
        }
        #expect(served.engine.servedIDs == ["one", "one-b"])
        #expect(served.json("GET", "/api/v1/mocks/one").body["namespace"] == "a")
        #expect(served.json("GET", "/api/v1/mocks/one-b").body["namespace"] == "b")
    }

    @Test func `a preview stores nothing`() {
        let body = served.json("POST", "/api/v1/generators/har/preview", ["spec": "{}"]).body
        #expect(body["count"] == 2)
        #expect(served.engine.servedIDs == [])
    }

    @Test func `collections of other tools become mocks`() {
        let (status, body) = served.json("POST", "/api/v1/api-tester/import/postman", ["info": ["name": "Shop"]])
        #expect(status == 201)
        #expect(body["name"] == "Shop")
        #expect(body["imported"] == 2)
        #expect(body["collectionId"]?.string?.isEmpty == false)
        _ = served.json("POST", "/api/v1/api-tester/import/har", ["data": "text"])
        _ = served.json("POST", "/api/v1/api-tester/import/curl", ["commands": ["curl a", "curl b"]])
        #expect(Array(read.dropFirst()) == ["har text", "curl curl a\ncurl b"])
    }

    @Test func `what is not read says why`() {
        let refused = served.json("POST", "/api/v1/import?format=word", [1]).body["error"]?.string
        #expect(refused?.contains("har, postman") == true)
        #expect(served.json("POST", "/api/v1/generators/graphql", ["spec": "x"]).status == 400)
        #expect(served.json("POST", "/api/v1/generators/har").status == 400)
        #expect(served.json("POST", "/api/v1/generators/har", ["url": "file:///etc/passwd"]).status == 400)
        served.outside.values.withLock { $0.imported = .failure(ImportRefusal(reason: "no log in it")) }
        let (status, body) = served.json("POST", "/api/v1/import?format=har", [1])
        #expect(status == 400)
        #expect(body["error"] == "the har file is not read: no log in it")
    }

    @Test func `a URL that gives nothing is an error of the other side`() {
        served.outside.values.withLock { $0.result = .answered(status: 404, fields: [], body: [], latency: .zero) }
        #expect(served.json("POST", "/api/v1/generators/har", ["url": "http://x.test/"]).status == 502)
        served.outside.values.withLock { $0.result = .failed("refused") }
        #expect(served.json("POST", "/api/v1/generators/har", ["url": "http://x.test/"]).status == 502)
    }

    @Test func `a file with one bad mock stores none`() {
        served.outside.values.withLock {
            $0.imported = .success([["http": ["route": "/a"], "response": [:]], ["http": [:]]])
        }
        let (status, body) = served.json("POST", "/api/v1/import?format=har", [1])
        #expect(status == 400)
        #expect(body["error"]?.string?.contains("mocks[1]") == true)
        #expect(served.engine.servedIDs == [])
    }
}
