import Model
import Recorder
import Replay
import TestSupport
import Testing

@Suite struct BodyFilesTests {
    private func moved(
        _ mocks: [Mock],
        over limit: Int = 40,
        folder: String = "bodies"
    ) -> (mocks: [Mock], files: [String: FileContent]) {
        var files = BodyFiles(over: limit, folder: folder, hash: Staging.hash)
        let result = mocks.map { files.moving($0) }
        return (
            result, Dictionary(uniqueKeysWithValues: files.files.map { ("\(folder)/\($0.key)", FileContent($0.value)) })
        )
    }

    /// Contents of every kind, among them those that a file would read as something else.
    private func mocks(_ seed: UInt64) -> [Mock] {
        var traffic = RandomTraffic(seed: seed)
        return (0..<12)
            .map { index in
                var reply = ReplyTemplate()
                switch traffic.number(0...5) {
                case 0:
                    reply.payload = .object(
                        JSONObject([
                            .init("v", traffic.json()), .init("pad", .string(String(repeating: "x", count: 60))),
                        ])
                    )
                case 1: reply.payload = .string(traffic.text() + String(repeating: " words", count: 20))
                case 2:
                    (reply.payload, reply.decodesBase64) = (
                        .string(Base64.encoded([0xFF, 0xD8] + (0..<90).map { UInt8($0) })), true
                    )
                case 3:
                    (reply.payload, reply.decodesBase64) = (
                        .string(Base64.encoded(Array("text with a NUL \0 and more of it, so that it is long".utf8))),
                        true
                    )
                case 4: reply.payload = .string("{ \"a\" :  1, \"pad\": \"\(String(repeating: "y", count: 60))\" }")
                default: reply.payload = "short"
                }
                if traffic.number(0...2) == 0 {
                    reply.fields = [
                        TemplateField("Content-Type", traffic.one(of: ["image/png", "text/html", "application/json"]))
                    ]
                }
                var mock = Mock(
                    id: MockID(rawValue: "m\(index)"),
                    http: HTTPMatcher(method: "POST", route: "/r\(index)"),
                    reply: .fixed(reply)
                )
                if traffic.number(0...2) == 0 {
                    mock.http.body = [
                        .any([
                            .check(
                                Condition.Check(
                                    path: "$",
                                    action: .equals,
                                    value: ["long": .string(String(repeating: "z", count: 80))]
                                )
                            )
                        ])
                    ]
                }
                return mock
            }
    }

    @Test(arguments: 0..<25) func `what is in files answers byte for byte what it answered before`(
        _ seed: UInt64
    ) throws {
        let before = mocks(seed)
        let (after, contents) = moved(before)
        #expect(after.map { BodyFiles.restored($0) { contents[$0] } } == before, "and back again nothing has changed")
        var files = TemplateFiles()
        for (name, content) in contents { files[name, nil] = content }
        let left = try ReplayEngine(mocks: before, options: ReplayOptions(seed: 1))
        let right = try ReplayEngine(mocks: after, options: ReplayOptions(seed: 1, templateFiles: files))
        for index in before.indices {
            let request = IncomingRequest(
                id: ExchangeID(rawValue: 1),
                listener: "t",
                client: "c",
                form: .origin,
                scheme: .http,
                authority: nil,
                head: RequestHead(method: "POST", target: "/r\(index)", fields: [("Content-Type", "application/json")]),
                body: Array("{\"long\": \"\(String(repeating: "z", count: 80))\"}".utf8),
                receivedAt: Timestamp(seconds: 0)
            )
            guard case .answered(let one) = left.answer(request), case .answered(let other) = right.answer(request)
            else {
                Issue.record("mock \(index) of seed \(seed) does not answer")
                continue
            }
            #expect(one.answer.body == other.answer.body, "seed \(seed), mock \(index)")
            #expect(one.answer.fields == other.answer.fields, "seed \(seed), mock \(index)")
        }
    }

    @Test func `only what is large moves, and equal contents share a file`() throws {
        let long = JSON.string(String(repeating: "word ", count: 30))
        func mock(_ id: String, _ payload: JSON) -> Mock {
            var reply = ReplyTemplate()
            reply.payload = payload
            return Mock(id: MockID(rawValue: id), http: HTTPMatcher(route: "/\(id)"), reply: .fixed(reply))
        }
        let (mocks, files) = moved([mock("a", long), mock("b", long), mock("c", "small")])
        #expect(files.count == 1)
        let name = try #require(files.keys.first)
        #expect(name.hasPrefix("bodies/") && name.hasSuffix(".txt"))
        #expect(mocks.map { $0.json["response"]?["payloadTemplatePath"]?.string } == [name, name, nil])
    }

    @Test func `bytes stand in their file as they are`() {
        var reply = ReplyTemplate()
        let bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47] + [UInt8](repeating: 0xFE, count: 60)
        (reply.payload, reply.decodesBase64, reply.fields) = (
            .string(Base64.encoded(bytes)), true, [TemplateField("Content-Type", "image/png")]
        )
        var files = BodyFiles(over: 10, folder: "", hash: Staging.hash)
        _ = files.moving(Mock(id: MockID(rawValue: "a"), http: HTTPMatcher(route: "/a"), reply: .fixed(reply)))
        #expect(Array(files.files.values) == [bytes])
        #expect(files.files.keys.first?.hasSuffix(".png") == true)
    }
}
