import Foundation
import Model
import Templating
import Testing

@Suite struct JSONPathTests {
    private static let suite: String = {
        let folder =
            ProcessInfo.processInfo.environment["UNDERSTUDY_CONFORMANCE"]
            ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/conformance").path
        return folder + "/jsonpath-cts.json"
    }()

    @Test(
        "The compliance suite of RFC 9535",
        .enabled(
            if: FileManager.default.fileExists(atPath: suite),
            "jsonpath-cts.json was not found; set UNDERSTUDY_CONFORMANCE to the folder that holds it"
        )
    )
    func compliance() throws {
        let root = try JSON.parse(Array(Data(contentsOf: URL(filePath: Self.suite))))
        let cases = try #require(root["tests"]?.array)
        #expect(cases.count >= 703)
        for test in cases { try check(test) }
    }

    private func check(_ test: JSON) throws {
        let selector = try #require(test["selector"]?.string)
        let name = Comment(rawValue: test["name"]?.string ?? selector)
        if test["invalid_selector"]?.bool == true {
            #expect(throws: JSONPathError.self, name) { try JSONPath(selector) }
            return
        }
        let document = try #require(test["document"])
        let result = JSON.array(try JSONPath(selector).values(in: document))
        let allowed = test["result"].map { [$0] } ?? test["results"]?.array ?? []
        #expect(!allowed.isEmpty, name)
        #expect(allowed.contains { $0.isEquivalent(to: result) }, "\(name): \(selector) gave \(result.textValue)")
    }

    @Test func namesThePlaceOfAnError() {
        #expect(throws: JSONPathError(position: 4, reason: "a member's name or \"*\" should stand here")) {
            try JSONPath("$.a.-")
        }
    }

    @Test func knowsWhichQueriesAreSingular() throws {
        #expect(try JSONPath("$.a['b'][0]").isSingular)
        #expect(try !JSONPath("$.a[0,1]").isSingular)
        #expect(try !JSONPath("$..a").isSingular)
    }

    @Test func aPatternThatRunsAwayIsGivenUp() throws {
        let document: JSON = [.string(String(repeating: "a", count: 5_000) + "!")]
        #expect(try JSONPath("$[?match(@, '(a*)*b')]").values(in: document).isEmpty)
    }
}
