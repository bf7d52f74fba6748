import Foundation
import Model
import TestSupport
import Testing

/// What a server writes down of requests holds no credentials; what it keeps in memory does, so that tests can ask for them.
@Suite struct TraceRedactionTests {
    @Test func `the journal and unmatched requests reach the disk redacted`() throws {
        let place = try Workplace()
        let server = try MockServer(in: place)
        let mock =
            #"{"id": "m", "http": {"route": "/login", "httpMethod": "POST"}, "response": {"payload": {"refresh_token": "refresh-0123456789-abc"}}}"#
        #expect(try curl(["-d", mock, "\(server.url)/mock/create"]).status < 300)
        let secret = "bearer-of-ada-0123456789"
        let request = [
            "-H", "Authorization: Bearer \(secret)", "-H", "Content-Type: application/json", "-d",
            #"{"password": "hunter2hunter2"}"#,
        ]
        #expect(try curl(request + ["\(server.url)/login?api_key=key-0123456789"]).status == 200)
        #expect(try curl(request + ["\(server.url)/nowhere?api_key=key-0123456789"]).status == 404)
        let asked =
            #"{"http": {"route": "/login", "header": [{"path": "Authorization", "assertAction": "contains", "value": "\#(secret)"}]}, "count": 1}"#
        #expect(try JSON.parse(curl(["-d", asked, "\(server.url)/api/v1/requests/verify"]).body)["verified"] == true)
        server.program.stop()
        for file in try FileManager.default.contentsOfDirectory(atPath: place.folder.url.path)
        where file.hasPrefix("understudy.db") {
            let bytes = try Data(contentsOf: place.folder.url.appending(path: file))
            for word in [secret, "hunter2hunter2", "key-0123456789"] {
                #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) stands in \(file)")
            }
        }
        let scan = try place.understudy(["scan", "--db", place.database])
        #expect(
            scan.status == 1 && scan.output.contains("mocks position 1 json $.response.payload.refresh_token"),
            "the mock itself holds a token, as it was written: \(scan.output)"
        )
        #expect(!scan.output.contains(" journal ") && !scan.output.contains("undefined_requests"), "\(scan.output)")
    }
}
