import Model
import Testing

@testable import Callbacks

@Suite struct OutgoingRequestTests {
    private func lines(_ fields: FieldSection) throws -> [String] {
        let job = Sample.job(fields: fields)
        let request = try OutgoingRequest(
            Sample.job(fields: OutgoingRequest.fields(of: job, userAgent: "understudy/1"))
        )
        return request.fields.map { "\($0.name): \($0.value)" }
    }

    private func reason(_ job: CallbackJob) -> String? {
        do throws(UnsendableCallback) {
            _ = try OutgoingRequest(job)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `fields stay in order and case, a user agent is added`() throws {
        #expect(try lines([("x-B", "2"), ("X-a", "1")]) == ["x-B: 2", "X-a: 1", "User-Agent: understudy/1"])
    }

    @Test func `a user agent of the job's own stays`() throws {
        #expect(try lines([("user-agent", "GitHub-Hookshot/1")]) == ["user-agent: GitHub-Hookshot/1"])
    }

    @Test func `fields that frame a message are left out`() throws {
        let fields: FieldSection = [
            ("Content-Length", "999"), ("Transfer-Encoding", "chunked"), ("Connection", "close"),
            ("Expect", "100-continue"),
            ("User-Agent", "u"),
        ]
        #expect(try lines(fields) == ["User-Agent: u"])
    }

    @Test func `a line break in a value is refused and named`() {
        var fields = FieldSection()
        fields.append("X-Note", bytes: Array("a\r\nX-Evil: 1".utf8))
        #expect(reason(Sample.job(fields: fields))?.contains("X-Note") == true)
    }

    @Test(arguments: ["", "/relative", "ftp://host/", "http://", "http://ho st/", "http://host/a b", "javascript:x"])
    func `a text that is no http URL is refused and shown`(_ url: String) {
        #expect(reason(Sample.job(url: url))?.contains("\"\(url)\" is not an absolute http or https URL") == true)
    }

    @Test(arguments: ["", "PO ST", "GET\r\n"])
    func `a method must be a token`(_ method: String) {
        #expect(reason(Sample.job(method: method))?.contains("is not an HTTP method") == true)
    }
}
