import Foundation
import Model
import TestSupport
import Testing

/// `--strict`: what a CI run learns from its exit status and its reports.
@Suite struct StrictReplayTests {
    private let mocks = #"""
        {"mocks":[
          {"id":"hello","http":{"route":"/hello/:name","httpMethod":"GET"},"response":{"payload":{"hello":"$.pathParam.name"}}},
          {"id":"pay","http":{"route":"/pay","httpMethod":"POST","host":"api.pay.test","scheme":"https",
            "conditions":[{"path":"$.amount","assertAction":"gt","value":10}]},
            "response":{"statusCode":201,"payload":{"ok":true}},
            "webhooks":[{"url":"http://127.0.0.1:1/refused","retryCount":1,"retryDelay":0.01,"timeout":2,"body":{"a":"$.req.amount"}}]},
          {"id":"never","http":{"route":"/never"},"response":{}}]}
        """#

    private func place() throws -> Workplace {
        let place = try Workplace()
        try mocks.write(toFile: place.mocks, atomically: true, encoding: .utf8)
        return place
    }

    private func replay(
        _ place: Workplace,
        _ script: String,
        _ more: [String] = []
    ) throws -> (
        status: Int32, output: String, errors: String
    ) {
        try place.understudy(
            ["replay", place.mocks, "--listen", "127.0.0.1:0", "--ca-dir", place.caFolder] + more + [
                "--", "sh", "-c", script,
            ]
        )
    }

    @Test func `a run that finds everything passes, and says which mocks were unused`() throws {
        let result = try replay(try place(), #"curl -sS --noproxy '*' "$UNDERSTUDY_URL/hello/ada""#, ["--strict"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == #"{"hello":"ada"}"#)
        #expect(result.errors.contains("unused: never"))
    }

    @Test func `an unmatched request gets a 404 that names the nearest mock and how it differs, and fails the run`()
        throws
    {
        let place = try place()
        let (report, junit) = (place.folder.path("report.json"), place.folder.path("junit.xml"))
        let result = try replay(
            place,
            #"curl -sS -w ' %{http_code}' --noproxy '' -x "$HTTPS_PROXY" -d '{"amount":5}' https://api.pay.test/pay"#,
            ["--strict", "--report", report, "--junit", junit]
        )
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.output.hasSuffix(" 404"))
        #expect(result.output.contains("pay") && result.output.contains("amount"), "\(result.output)")
        let json = try JSON.parse(Array(try Data(contentsOf: URL(filePath: report))))
        #expect(json["passed"] == false)
        #expect(json["unmatched"]?.array?.count == 1)
        #expect(try String(contentsOfFile: junit, encoding: .utf8).contains("<failure message=\"unmatched\">"))
        #expect(
            try run("/usr/bin/env", ["python3", "-c", "import sys,xml.dom.minidom as m; m.parse(sys.argv[1])", junit])
                .status == 0
        )
    }

    @Test func `a callback that nobody takes fails a strict run, after its retries`() throws {
        let place = try place()
        let report = place.folder.path("report.json")
        let result = try replay(
            place,
            #"curl -sS --noproxy '' -x "$HTTPS_PROXY" -d '{"amount":50}' https://api.pay.test/pay"#,
            ["--strict", "--report", report]
        )
        #expect(result.output == #"{"ok":true}"#)
        #expect(result.status == 1, "\(result.errors)")
        let json = try JSON.parse(Array(try Data(contentsOf: URL(filePath: report))))
        #expect(json["callbacks"]?[0]?["state"] == "failed")
        #expect(json["callbacks"]?[0]?["attempts"]?.array?.count == 2)
        #expect(result.errors.contains("Callback attempt failed"))
        #expect(result.errors.contains("Callback failed after all retries"))
    }

    @Test func `the command's own status comes back`() throws {
        #expect(try replay(try place(), "exit 3").status == 3)
        let missing = try place().understudy(["replay", try place().mocks, "--", "no-such-program-here"])
        #expect(missing.status == 64)
    }
}
