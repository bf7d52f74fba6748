import Foundation
import Model
import TestSupport
import Testing

/// What a web page in the user's browser can do to a server that asks for no token: nothing. The requests are those that
/// browsers send.
@Suite(.serialized) struct WebOriginTests {
    private static let evil = ["-H", "Origin: http://evil.test", "-H", "Sec-Fetch-Site: cross-site"]
    private static let mock = #"{"id":"m","http":{"route":"/m"},"response":{"payload":"m"}}"#

    @Test func `a page of another site cannot drive the admin API, and mocks do not mind it`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(Self.mock)
        for (method, path) in [
            ("POST", "/api/v1/reset?mocks=true"), ("GET", "/api/v1/mocks"), ("GET", "/api/v1/mocks/m/restore"),
            ("POST", "/mock/create"), ("DELETE", "/__admin/mappings"), ("GET", "/health"),
        ] {
            let answer = try server.call(method, path, method == "POST" ? Self.mock : nil, Self.evil)
            #expect(answer.status == 403, "\(method) \(path): \(answer.text)")
            #expect(try answer.json["code"] == "forbidden")
        }
        // A form, whose content type asks no browser to ask first, and an image, which sends no Origin.
        let form = ["-H", "Content-Type: text/plain", "-H", "Origin: null", "--data-binary", Self.mock]
        #expect(try curl(form + ["\(server.url)/api/v1/mocks"]).status == 403)
        #expect(try curl(["-H", "Sec-Fetch-Site: cross-site", "\(server.url)/api/v1/mocks"]).status == 403)
        #expect(try server.call("GET", "/m", nil, Self.evil).text == "m")
        #expect(try server.call("GET", "/api/v1/mocks").json["total"] == 1)
    }

    @Test func `a name that a page made resolve to this machine is not answered to`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(Self.mock)
        let port = try #require(server.authority.split(separator: ":").last)
        func status(_ host: String, _ path: String) throws -> Int {
            try curl(["--resolve", "\(host):\(port):127.0.0.1", "http://\(host):\(port)\(path)"]).status
        }
        #expect(try status("rebound.test", "/api/v1/mocks") == 403)
        #expect(try status("rebound.test", "/m") == 200)
        for host in ["localhost", "shop.localhost", "127.0.0.1"] {
            #expect(try status(host, "/api/v1/mocks") == 200, "\(host)")
        }
        #expect(try server.call("GET", "/api/v1/mocks", nil, ["-H", "Host: evil.test"]).status == 403)
    }

    @Test func `names and pages that were allowed are let in, and a page may read what it gets`() throws {
        let server = try MockServer(
            in: try Workplace(),
            ["--allow-host", "dev.test", "--allow-origin", "http://app.test:3000"]
        )
        #expect(try server.call("GET", "/api/v1/mocks", nil, ["-H", "Host: dev.test"]).status == 200)
        let page = ["-i", "-H", "Origin: http://app.test:3000", "-H", "Sec-Fetch-Site: cross-site"]
        let answer = try server.call("GET", "/api/v1/mocks", nil, page)
        #expect(answer.status == 200)
        #expect(answer.text.contains("Access-Control-Allow-Origin: http://app.test:3000"))
        #expect(try server.call("GET", "/api/v1/mocks", nil, Self.evil).status == 403)
        let wrong = try Workplace().understudy(["serve", "--allow-origin", "app.test"])
        #expect(wrong.status == 64)
    }

    @Test func `the admin port of a replay is as closed to pages`() throws {
        let place = try Workplace()
        try Self.mock.write(toFile: place.mocks, atomically: true, encoding: .utf8)
        let (program, listeners) = try place.start([
            "replay", place.mocks, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
        ])
        let url = try #require(listeners["admin"])
        #expect(try curl(["\(url)/health"]).status == 200)
        #expect(try curl(Self.evil + ["\(url)/health"]).status == 403)
        #expect(try curl(["-H", "Host: evil.test", "\(url)/health"]).status == 403)
        program.stop()
    }
}
