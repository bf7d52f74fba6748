import Foundation
import Model
import Storage
import TestSupport
import Testing

/// Recordings and mocks go out to other tools and come back, as a user types it.
@Suite struct InterchangeTests {
    /// An archive as a browser writes it: orders with a secret, an image, a large list, an answer that is not there.
    private func archive(orders: Int = 3) -> String {
        var entries: [String] = []
        for number in 0..<orders {
            let id = "ord_\(String(repeating: "x9K", count: 4))\(number)"
            let second = number * 2
            entries.append(
                entry(
                    "POST",
                    "https://shop.test/orders",
                    at: second,
                    #"{"sku":"tea","quantity":\#(number + 1),"password":"hunter2hunter2"}"#,
                    201,
                    #"{"id":"\#(id)","quantity":\#(number + 1),"access_token":"tok-\#(number)-abcdefghijkl"}"#
                )
            )
            entries.append(
                entry(
                    "GET",
                    "https://shop.test/orders/\(id)",
                    at: second + 1,
                    nil,
                    200,
                    #"{"id":"\#(id)","quantity":\#(number + 1)}"#
                )
            )
        }
        return
            "{\"log\": {\"version\": \"1.2\", \"creator\": {\"name\": \"browser\", \"version\": \"1\"}, \"entries\": [\(entries.joined(separator: ",\n"))]}}"
    }

    private func entry(
        _ method: String,
        _ url: String,
        at second: Int,
        _ body: String?,
        _ status: Int,
        _ answer: String
    ) -> String {
        func quoted(_ text: String) -> String {
            JSON.string(text).textValue.isEmpty
                ? "\"\"" : String(decoding: JSON.string(text).serialized(), as: UTF8.self)
        }
        let time = CalendarDate(Timestamp(seconds: 1_790_000_000 + Int64(second))).rfc3339(fractionDigits: 3)
        let data = body.map { ", \"postData\": {\"mimeType\": \"application/json\", \"text\": \(quoted($0))}" } ?? ""
        let type = #"[{"name": "Content-Type", "value": "application/json"}]"#
        return """
            {"startedDateTime": "\(time)", "time": 20, "request": {"method": "\(method)", "url": "\(url)", "httpVersion": "HTTP/1.1", "cookies": [],
              "headers": \(body == nil ? "[]" : type), "queryString": [], "headersSize": -1, "bodySize": -1\(data)},
             "response": {"status": \(status), "statusText": "", "httpVersion": "HTTP/1.1", "cookies": [], "headers": \(type),
              "content": {"size": \(answer.utf8.count), "mimeType": "application/json", "text": \(quoted(answer))}, "redirectURL": "", "headersSize": -1, "bodySize": -1},
             "cache": {}, "timings": {"send": 1, "wait": 18, "receive": 1}}
            """
    }

    private func place(orders: Int = 3, recording: String = "one") throws -> Workplace {
        let place = try Workplace()
        try add(orders: orders, as: recording, to: place)
        return place
    }

    private func add(orders: Int, as recording: String, to place: Workplace) throws {
        let path = place.folder.path("\(recording).har")
        try archive(orders: orders).write(toFile: path, atomically: true, encoding: .utf8)
        let result = try place.understudy(["import", path, "--recording", recording, "--db", place.database])
        #expect(result.status == 0, "\(result.errors)")
    }

    private func export(_ format: String, _ place: Workplace, _ more: [String] = []) throws -> String {
        let path = place.folder.path("out.\(format).json")
        let result = try place.understudy(["export", "--format", format, "--db", place.database, "-o", path] + more)
        #expect(result.status == 0, "\(result.errors)")
        return path
    }

    private func judged(_ format: String, _ path: String) throws -> String {
        let python = try #require(Programs.find("python3"), "python3 is missing; run scripts/setup test")
        let packages = try PythonTools.packages(holding: "haralyzer")
        let script = PythonTools.script("check_export.py")
        let result = try run(python, [script, format, path], environment: ["PYTHONPATH": packages])
        #expect(result.status == 0, "\(result.errors)")
        return result.output
    }

    @Test func `an archive becomes a recording, redacted, and mocks are built of it`() throws {
        let place = try place()
        let built = try place.understudy(["build", "--db", place.database, "-o", place.mocks])
        #expect(built.status == 0, "\(built.errors)")
        #expect(try place.builtMocks().map(\.http.route) == ["/orders", "/orders/:id"])
        let bytes = try Data(contentsOf: URL(filePath: place.database))
        #expect(
            bytes.range(of: Data("hunter2hunter2".utf8)) == nil && bytes.range(of: Data("abcdefghijkl".utf8)) == nil
        )
        #expect(built.errors.contains("body password"), "the report says what was redacted: \(built.errors)")
        let again = try place.understudy([
            "import", place.folder.path("one.har"), "--recording", "one", "--db", place.database,
        ])
        #expect(again.status != 0 && again.errors.contains("exists already"))
    }

    @Test func `other readers take what is exported`() throws {
        let place = try place()
        #expect(try judged("har", export("har", place)).contains("entries 6"))
        #expect(try judged("openapi", export("openapi", place)).contains("valid examples 2"))
        let requests = try judged("postman", export("postman", place)).split(separator: "\n")
        #expect(requests.first == "POST /orders POST https://shop.test/orders responses 3")
        #expect(requests.last?.hasPrefix("GET /orders/:id GET https://shop.test/orders/") == true, "\(requests)")
    }

    @Test func `what is exported as an archive comes back as the same recording`() throws {
        let place = try place()
        let path = try export("har", place)
        #expect(try place.understudy(["import", path, "--recording", "two", "--db", place.database]).status == 0)
        let result = try place.understudy(["diff", "one", "two", "--db", place.database])
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output == "nothing differs\n")
    }

    @Test(arguments: ["har", "wiremock", "hoverfly", "mockarty", "openapi", "postman"])
    func `every format is written, and read again`(_ format: String) throws {
        let place = try place()
        let path = try export(format, place)
        let result = try place.understudy(["import", path])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try JSON.parse(result.output)["mocks"]?.array?.isEmpty == false)
        #expect(!(try String(contentsOfFile: path, encoding: .utf8)).contains("hunter2"))
    }

    @Test func `a mock file is exported as it stands, and a recording's formats ask for a recording`() throws {
        let place = try place()
        #expect(try place.understudy(["build", "--db", place.database, "-o", place.mocks]).status == 0)
        let mocks = try place.understudy(["export", "--format", "wiremock", "--mocks", place.mocks])
        #expect(mocks.status == 0 && mocks.output.contains("\"urlPathTemplate\": \"/orders/{id}\""))
        let har = try place.understudy(["export", "--format", "har", "--mocks", place.mocks])
        #expect(har.status == 64 && har.errors.contains("--recording"), "\(har.errors)")
    }

    @Test func `a difference is said in words, and ends with 1`() throws {
        let place = try place()
        let changed = archive().replacing(#"\"quantity\":1,\"access"#, with: #"\"quantity\":\"1\",\"access"#)
            .replacing("\"status\": 200", with: "\"status\": 203")
        let path = place.folder.path("two.har")
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try place.understudy(["import", path, "--recording", "two", "--db", place.database]).status == 0)
        let result = try place.understudy(["diff", "one", "two", "--db", place.database])
        #expect(result.status == 1)
        #expect(
            result.output.contains("response 201 body quantity: was integer, is string or integer"),
            "\(result.output)"
        )
        #expect(result.output.contains("status 203 is new"))
        let json = try place.understudy(["diff", "\(place.database):one", "\(place.database):two", "--format", "json"])
        #expect(json.status == 1)
        #expect(try JSON.parse(json.output)["equal"] == false)
        let unknown = try place.understudy(["diff", "one", "three", "--db", place.database])
        #expect(unknown.status == 70 && unknown.errors.contains("there is no recording \"three\""), "\(unknown.errors)")
    }

    @Test func `the same recording gives the same bytes, and one more exchange changes one place`() throws {
        let place = try place()
        #expect(try place.understudy(["build", "--db", place.database, "-o", place.mocks]).status == 0)
        let first = try String(contentsOfFile: place.mocks, encoding: .utf8)
        #expect(try place.understudy(["build", "--db", place.database, "-o", place.mocks]).status == 0)
        #expect(try String(contentsOfFile: place.mocks, encoding: .utf8) == first)
        let more = archive()
            .replacing(
                "]}}",
                with: ",\n" + entry("GET", "https://shop.test/health", at: 100, nil, 200, #"{"ok":true}"#) + "]}}"
            )
        let path = place.folder.path("more.har")
        try more.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(
            try place.understudy(["import", path, "--recording", "more", "--db", place.folder.path("other.db")]).status
                == 0
        )
        let other = place.folder.path("other.json")
        #expect(try place.understudy(["build", "--db", place.folder.path("other.db"), "-o", other]).status == 0)
        let result = try place.understudy(["diff", place.mocks, other])
        #expect(result.output == "GET https://shop.test/health\n  the route is new: 1 mock\n", "\(result.output)")
    }

    @Test func `scan finds what redaction left out, and nothing after redaction`() throws {
        let place = try place()
        let clean = try place.understudy(["scan", "--db", place.database])
        #expect(clean.status == 0, "\(clean.output)")
        let open = place.folder.path("open.db")
        let path = place.folder.path("one.har")
        #expect(
            try place.understudy(["import", path, "--recording", "open", "--db", open, "--redact", "none"]).status == 0
        )
        let found = try place.understudy(["scan", open, "--format", "json"])
        #expect(found.status == 1)
        let findings = try JSON.parse(found.output)["findings"]?.array ?? []
        #expect(findings.count >= 4, "a password and three tokens")
        #expect(findings.allSatisfy { $0["place"]?.string?.contains("of exchange") == true })
        #expect(!found.output.contains("hunter2hunter2") && !found.output.contains("abcdefghijkl"))
        let list = place.folder.path("allowed")
        let marks = findings.compactMap { $0["mark"]?.string }
        try ("# known\n" + marks.joined(separator: "  # a test's\n"))
            .write(toFile: list, atomically: true, encoding: .utf8)
        #expect(try place.understudy(["scan", open, "--allow", list]).status == 0)
    }

    @Test func `large bodies stand beside the mock file, and answer byte for byte`() throws {
        let place = try Workplace()
        let list = "[" + (0..<4_000).map { "{\"number\": \($0) }" }.joined(separator: ", ") + "]"
        let image = Base64.encoded([0x89, 0x50, 0x4E, 0x47] + (0..<30_000).map { UInt8(truncatingIfNeeded: $0 &* 37) })
        let picture = entry("GET", "https://shop.test/logo.png", at: 2, nil, 200, "")
            .replacing("\"text\": \"\"", with: "\"text\": \"\(image)\", \"encoding\": \"base64\"")
            .replacing("application/json", with: "image/png")
        let archive =
            "{\"log\": {\"version\": \"1.2\", \"entries\": [\(entry("GET", "https://shop.test/list", at: 0, nil, 200, list)), \(picture)]}}"
        let path = place.folder.path("big.har")
        try archive.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try place.understudy(["import", path, "--recording", "big", "--db", place.database]).status == 0)
        let bodies = place.folder.path("bodies")
        let built = try place.understudy(["build", "--db", place.database, "-o", place.mocks, "--bodies", bodies])
        #expect(built.status == 0, "\(built.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: bodies).sorted()
        #expect(names.map { $0.split(separator: ".").last ?? "" }.sorted() == ["json", "png"])
        #expect(try Data(contentsOf: URL(filePath: place.mocks)).count < 4_000)
        #expect(try place.understudy(["check", "--db", place.database, "--mocks", place.mocks]).status == 0)
        let (replay, urls) = try place.start(["replay", place.mocks, "--listen", "127.0.0.1:0"])
        defer { replay.stop() }
        let url = try #require(urls["replay"])
        let got = place.folder.path("got.png")
        #expect(try curl(["-o", got, "\(url)/logo.png"]).status == 200)
        #expect(try Array(Data(contentsOf: URL(filePath: got))) == Base64.decoded(image))
        #expect(try JSON.parse(curl(["\(url)/list"]).body) == JSON.parse(list))
    }

    @Test func `mitmproxy reads our archives, and we read its own`() throws {
        let python = try #require(Programs.find("python3"), "python3 is missing; run scripts/setup test")
        let tool = try PythonTools.packages("mitmproxy", holding: "mitmproxy")
        let place = try place()
        let (ours, theirs) = (place.folder.path("ours.har"), place.folder.path("theirs.har"))
        #expect(try place.understudy(["export", "--format", "har", "--db", place.database, "-o", ours]).status == 0)
        let result = try run(
            python,
            [
                "-c", "from mitmproxy.tools.main import mitmdump; mitmdump()", "--no-server", "-q", "-r", ours, "--set",
                "hardump=\(theirs)", "--set", "confdir=\(place.folder.path("conf"))",
            ],
            environment: ["PYTHONPATH": tool]
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(try place.understudy(["import", theirs, "--recording", "two", "--db", place.database]).status == 0)
        let difference = try place.understudy(["diff", "one", "two", "--db", place.database])
        #expect(difference.output == "nothing differs\n", "\(difference.output)")
    }
}
