import Model
import Recorder
import Storage
import Testing

@Suite struct PairSecretsTests {
    private let redactor = CaptureSamples.redactor()

    private func plain(_ text: String) -> String { text.replacing(/redacted-[0-9a-f]{12}/, with: "#") }

    @Test(arguments: [
        ("/a?api_key=x&b=1", "/a?api_key=#&b=1"),
        ("/a?b=1&Signature=abc%2F", "/a?b=1&Signature=#"),
        ("/a?token=&sig", "/a?token=&sig"),
        ("/a?X-Amz-Credential=AK%2F2026&X-Amz-Date=2026", "/a?X-Amz-Credential=#&X-Amz-Date=2026"),
        ("/a?user%5Bpassword%5D=x&user[password]=y", "/a?user%5Bpassword%5D=#&user[password]=#"),
        ("/token=abc/x", "/token=abc/x"),
        ("http://u:p@a.test/x?key=1", "http://#@a.test/x?key=#"),
        ("/go?next=https://b.test/?token=abc&key=k", "/go?next=https://b.test/?token=#&key=#"),
        ("*", "*"),
    ])
    func queries(target: String, expected: String) {
        #expect(
            plain(redactor.redact(CaptureSamples.exchange(target: target)).stored.exchange.request.target) == expected
        )
    }

    @Test func forms() {
        let exchange = CaptureSamples.exchange(
            fields: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: "grant_type=password&username=bob&password=p%40ss+w0rd&client_secret=x"
        )
        let (stored, counts) = redactor.redact(exchange)
        #expect(plain(stored.requestText) == "grant_type=password&username=bob&password=#&client_secret=#")
        #expect(counts == ["body password": 1, "body client_secret": 1])
    }

    @Test func theValueCountsNotItsEncoding() {
        func target(_ text: String) -> String {
            redactor.redact(CaptureSamples.exchange(target: text)).stored.exchange.request.target
        }
        #expect(target("/?key=a%2Fb") == target("/?key=a/b"))
        #expect(target("/?key=a%2Fb") != target("/?key=a%2Fc"))
    }
}
