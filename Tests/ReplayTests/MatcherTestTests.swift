import Foundation
import Model
import Replay
import Testing

@Suite struct MatcherTestTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures/golden/matchers")

    private static let files: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".json") }
        .sorted()

    @Test func goldenFilesAreThere() { #expect(Self.files.count >= 7) }

    @Test(arguments: files) func golden(_ file: String) throws {
        let json = try JSON.parse(Array(Data(contentsOf: Self.folder.appending(path: file))))
        for test in try #require(json["cases"]?.array) {
            var http: JSONObject = ["route": "/t/:id"]
            for member in test.object?.members ?? [] where member.name != "matches" { http[member.name] = member.value }
            let mock: JSON = ["id": "m", "http": .object(http), "response": ["payload": "yes"]]
            let engine = try ReplayEngine(mocks: MockFile(mock).mocks)
            let outcome = engine.answer(incoming(json["request"] ?? [:]))
            #expect((outcome.mock == "m") == test["matches"]?.bool, "\(file): \(test.textValue)")
        }
    }

    private func incoming(_ json: JSON) -> IncomingRequest {
        let fields = (json["fields"]?.array ?? []).map { ($0[0]?.string ?? "", $0[1]?.string ?? "") }
        let body = json["text"]?.string ?? json["body"].map { String(decoding: $0.serialized(), as: UTF8.self) }
        return request("POST", json["target"]?.string ?? "/t/77", fields: fields, body: body)
    }
}
