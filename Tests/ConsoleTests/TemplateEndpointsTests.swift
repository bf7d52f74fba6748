import Foundation
import Model
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Console

@Suite struct TemplateEndpointsTests {
    private let served: Served

    init() throws { served = try Served() }

    private func upload(_ name: String, _ bytes: [UInt8], _ fields: FieldSection = []) -> Int {
        served.answer("POST", "/api/v1/templates/\(name)", bytes, fields).status
    }

    @Test(
        arguments: [[], [0, 0xFF, 0xFE], Array("{\"a\": $.req.a}".utf8), Array("{\"content\":1}".utf8)] as [[UInt8]]
    )
    func `bytes come back as they were sent`(_ bytes: [UInt8]) throws {
        #expect(upload("a%2Fb.json", bytes) == 201)
        let again = try served.restarted()
        #expect(again.answer("GET", "/api/v1/templates/a%2Fb.json").body == bytes)
        #expect(again.outside.values.withLock { $0.templates.map(\.bytes) } == [bytes])
    }

    @Test(arguments: ["..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "..", "a%00b"])
    func `a name that would be a path elsewhere is a name`(_ name: String) throws {
        #expect(upload(name, [1, 2]) == 201)
        let again = try served.restarted()
        #expect(again.answer("GET", "/api/v1/templates/\(name)").body == [1, 2])
        #expect(again.json("GET", "/api/v1/templates").body["templates"] == [.string(PercentEncoding.decoded(name))])
        let files = try FileManager.default.contentsOfDirectory(atPath: served.folder.url.path)
        #expect(files.allSatisfy { $0.hasPrefix("mocks.db") })
    }

    @Test func `a text under content is the file`() {
        _ = upload("a", Array(#"{"content":"x\ny"}"#.utf8))
        #expect(served.answer("GET", "/api/v1/templates/a").body == Array("x\ny".utf8))
    }

    @Test func `names are listed by namespace`() {
        for name in ["b", "a", "c"] { _ = upload(name, [1]) }
        _ = upload("other", [1], [("X-Namespace", "n")])
        let body = served.json("GET", "/api/v1/templates?limit=2").body
        #expect(body["templates"] == ["a", "b"])
        #expect(body["total"] == 3)
        #expect(body["namespace"] == "sandbox")
        #expect(served.json("GET", "/api/v1/templates/?search=C").body["templates"] == ["c"])
        #expect(served.json("GET", "/api/v1/templates?namespace=n").body["templates"] == ["other"])
    }

    @Test func `a replaced and a deleted file are told to the engine`() {
        _ = upload("a", [1])
        _ = upload("a", [2])
        #expect(served.outside.values.withLock { $0.templates.map(\.bytes) } == [[2]])
        #expect(served.json("DELETE", "/api/v1/templates/a").status == 200)
        #expect(served.outside.values.withLock { $0.templates.isEmpty })
        #expect(served.json("DELETE", "/api/v1/templates/a").status == 404)
        #expect(served.json("GET", "/api/v1/templates/a").status == 404)
    }
}
