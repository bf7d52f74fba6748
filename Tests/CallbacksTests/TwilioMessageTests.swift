import Model
import TLS
import Testing

@testable import Callbacks

@Suite struct TwilioMessageTests {
    private func request(_ url: String, type: String?, _ body: String) -> SignedRequest {
        SignedRequest(
            method: "POST",
            url: url,
            fields: type.map { [("content-type", $0)] } ?? [],
            body: Array(body.utf8),
            id: "d",
            timestamp: Timestamp(seconds: 0)
        )
    }

    private func message(_ request: SignedRequest) -> String {
        var request = request
        return String(decoding: TwilioMessage.bytes(of: &request), as: UTF8.self)
    }

    /// The example of Twilio's documentation, with its token and its signature.
    @Test func `the example that Twilio publishes`() {
        let body = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212"
        let message = message(
            request("https://mycompany.com/myapp.php?foo=1&bar=2", type: "application/x-www-form-urlencoded", body)
        )
        let code = MessageAuthentication.hmacSHA1(key: Array("12345".utf8), Array(message.utf8))
        #expect(Base64.encoded(code) == "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    }

    @Test func `values of one name count once each and in order`() {
        let form = "application/x-www-form-urlencoded; charset=utf-8"
        #expect(message(request("https://a.test/", type: form, "b=2&a=3&b=1&a=3&B=0")) == "https://a.test/B0a3b1b2")
        #expect(message(request("https://a.test/", type: form, "ab=&a=b")) == "https://a.test/abab")
        #expect(message(request("https://a.test/", type: form, "")) == "https://a.test/")
    }

    @Test func `JSON is covered by its SHA-256 in the query`() throws {
        let body = #"{"property": "value", "boolean": true}"#
        // The content and the digest of a test of Twilio's own libraries.
        let digest = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
        var request = request("https://a.test/hook?foo=1", type: "application/json", body)
        let bytes = TwilioMessage.bytes(of: &request)
        #expect(request.url == "https://a.test/hook?foo=1&bodySHA256=\(digest)")
        #expect(bytes == Array(request.url.utf8))
        let again = TwilioMessage.bytes(of: &request)
        #expect(again == bytes)
        var bare = self.request("https://a.test/hook#top", type: nil, body)
        _ = TwilioMessage.bytes(of: &bare)
        #expect(bare.url == "https://a.test/hook?bodySHA256=\(digest)")
        #expect(message(self.request("https://a.test/hook", type: "application/json", "")) == "https://a.test/hook")
    }
}
