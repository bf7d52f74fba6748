import Model
import Recorder
import Storage
import Testing

@Suite struct MarkupSecretsTests {
    private func redacted(_ body: String, type: String) -> String {
        let exchange = CaptureSamples.exchange(fields: [("Content-Type", type)], body: body)
        return CaptureSamples.redactor().redact(exchange).stored.requestText
            .replacing(/redacted-[0-9a-f]{12}/, with: "#")
    }

    @Test(arguments: [
        ("<a><password>x</password><b>y</b></a>", "<a><password>#</password><b>y</b></a>"),
        ("<w:Password Type=\"t\">x</w:Password>", "<w:Password Type=\"t\">#</w:Password>"),
        ("<password/><b>x</b>", "<password/><b>x</b>"),
        ("<token> </token>", "<token> </token>"),
        ("<password>cut", "<password>#"),
        ("<", "<"), ("<password", "<password"),
    ])
    func elements(body: String, expected: String) {
        #expect(redacted(body, type: "text/xml") == expected)
        #expect(redacted(body, type: "application/soap+xml; charset=utf-8") == expected)
        #expect(redacted(body, type: "text/plain") == body)
    }

    @Test func partsOfForms() {
        func part(_ name: String, _ value: String) -> String {
            "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        let body = part("user", "bob") + part("password", "x\r\ny") + part("note", "password") + "--b--\r\n"
        let expected = part("user", "bob") + part("password", "#") + part("note", "password") + "--b--\r\n"
        #expect(redacted(body, type: "multipart/form-data; boundary=b") == expected)
    }
}
