import Foundation
import Model
import TestSupport
import Testing

/// What a client is told that sends something wrong; the server goes on.
@Suite(.serialized) struct ServeInputTests {
    private static let cases: [(body: String, words: [String])] = [
        ("{\"id\": \"a\",\n  \"http\": {\"route\": }}", ["line 2", "column 21"]),
        ("", ["empty"]),
        ("[]", ["object"]),
        (#"{"id":"a","response":{}}"#, ["http"]),
        (
            #"{"id":"a","http":{"route":"/a","conditions":[{"path":"x","assertAction":"equal","value":1}]},"response":{}}"#,
            ["$.http.conditions[0].assertAction", "\"equal\"", "equals", "not_contains", "matches"]
        ),
        (
            #"{"id":"a","http":{"route":"/a"},"response":{},"webhooks":[{"url":"http://h.test/","trigger":"on_first_use"}]}"#,
            ["$.webhooks[0].trigger", "on_first_use", "on_success", "on_error", "always"]
        ),
        (#"{"id":"a","http":{"route":"/a/:id/b/:id"},"response":{}}"#, [":id", "twice"]),
        (#"{"id":"a","http":{"route":"/a"},"ttl":-1,"response":{}}"#, ["$.ttl", "-1"]),
        (#"{"id":"a","http":{"route":"/a"},"response":{"statusCode":99}}"#, ["$.response.statusCode", "99"]),
        (
            #"{"id":"a","http":{"route":"/a","conditions":[{"path":"x","assertAction":"matches","value":"("}]},"response":{}}"#,
            ["x"]
        ),
        (#"{"id":"a","http":{"route":"/a"},"response":{"payload":"$.fake.pattern('[')"}}"#, ["payload", "["]),
        (#"{"id":"a","grpc":{"service":"s"},"response":{}}"#, ["grpc"]),
    ]

    @Test(arguments: cases.indices)
    func `a mock with a mistake is refused with the place and the way out`(_ index: Int) throws {
        let (body, words) = Self.cases[index]
        let server = try MockServer(in: try Workplace())
        for path in ["/api/v1/mocks", "/mock/create"] {
            let answer = try server.call("POST", path, body)
            #expect(answer.status == 400, "\(body): \(answer.text)")
            #expect(try answer.json["code"] == "validation")
            #expect(try answer.json["request_id"]?.string?.isEmpty == false)
            let error = try answer.json["error"]?.string ?? ""
            for word in words { #expect(error.contains(word), "\(word) in: \(error)") }
        }
        #expect(try server.call("GET", "/api/v1/mocks").json["total"] == 0)
    }

    @Test func `bytes that are no UTF-8 and nesting without end are refused`() throws {
        let place = try Workplace()
        let server = try MockServer(in: place)
        try server.create(
            #"{"id":"ok","http":{"route":"/ok","conditions":[{"path":"a","assertAction":"any"}]},"response":{}}"#
        )
        let start = Array(#"{"id":"a","http":{"route":"/a"},"response":{"payload":"#.utf8)
        let bodies: [[UInt8]] = [
            start + [0x22, 0xFF, 0xFE, 0x22] + Array("}}".utf8),
            start + [UInt8](repeating: 0x5B, count: 100_000) + [UInt8](repeating: 0x5D, count: 100_000)
                + Array("}}".utf8),
        ]
        for (index, body) in bodies.enumerated() {
            let path = place.folder.path("body-\(index)")
            try Data(body).write(to: URL(filePath: path))
            let refused = try curl(["--data-binary", "@\(path)", "\(server.url)/api/v1/mocks"])
            #expect(refused.status == 400, "\(refused.body)")
            #expect(try JSON.parse(refused.body)["code"] == "validation")
            #expect(try curl(["--data-binary", "@\(path)", "\(server.url)/ok"]).status == 404, "a mock passes it over")
        }
        #expect(try server.call("GET", "/health").status == 200)
    }

    @Test func `a body over the limit is refused with 413, whoever it is for`() throws {
        let place = try Workplace()
        let server = try MockServer(in: place, ["--max-body", "10K"])
        try server.create(
            #"{"id":"m","http":{"route":"/m","conditions":[{"path":"a","assertAction":"any"}]},"response":{"payload":"m"}}"#
        )
        let (small, large) = (place.folder.path("small"), place.folder.path("large"))
        try #"{"a":"\#(String(repeating: "x", count: 9_000))"}"#.write(toFile: small, atomically: true, encoding: .utf8)
        try #"{"a":"\#(String(repeating: "x", count: 200_000))"}"#
            .write(toFile: large, atomically: true, encoding: .utf8)
        #expect(try curl(["--data-binary", "@\(small)", "\(server.url)/m"]).status == 200)
        for path in ["/m", "/api/v1/mocks"] {
            #expect(try curl(["--data-binary", "@\(large)", "\(server.url)\(path)"]).status == 413, "\(path)")
            let chunked = ["-H", "Transfer-Encoding: chunked", "--data-binary", "@\(large)"]
            #expect(try curl(chunked + ["\(server.url)\(path)"]).status == 413, "\(path)")
        }
        #expect(try server.call("POST", "/m", #"{"a":1}"#).text == "m")
    }

    @Test func `a pattern that runs away does not hold up the server`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"""
            {"id":"runaway","http":{"route":"/r","conditions":[{"path":"a","assertAction":"matches","value":"^(a+)+$"}]},
             "response":{"payload":"r"}}
            """#
        )
        let evil = String(repeating: "a", count: 60) + "!"
        let answer = try server.call("POST", "/r", #"{"a":"\#(evil)"}"#, ["--max-time", "5"])
        #expect(answer.status == 404)
        #expect(try server.call("POST", "/r", #"{"a":"aaa"}"#).text == "r")
    }

    @Test(arguments: [
        "a/b", "a.b", "ключ", "with space", "50%", "?q=1&r", "#", "..", "\"", "\\", "%2F", "😀", "'", "key",
    ])
    func `a store's key may be any text`(_ key: String) throws {
        let server = try MockServer(in: try Workplace())
        let json = JSON.string(key).serialized()
        let encoded = try #require(key.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        for store in ["global", "chain/c%2Fd"] {
            let path = "/api/v1/stores/\(store)"
            let body = #"{"key":\#(String(decoding: json, as: UTF8.self)),"value":[1]}"#
            #expect(try server.call("POST", path, body).status == 200)
            #expect(try server.call("GET", path).json == .object(JSONObject([JSONObject.Member(key, [1])])))
            #expect(try server.call("DELETE", "\(path)/\(encoded)").json["removed"] == 1)
            #expect(try server.call("GET", path).text == "{}")
        }
    }

    @Test func `unknown paths and methods of the API say what there is`() throws {
        let server = try MockServer(in: try Workplace())
        #expect(try server.call("GET", "/api/v1/mocks/none").status == 404)
        let method = try server.call("PUT", "/api/v1/stores/global", "{}")
        #expect(method.status == 405)
        #expect(method.text.contains("GET"))
        #expect(try server.call("GET", "/api/v1/mocks?limit=many").status == 400)
    }
}
