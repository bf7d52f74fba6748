import Model
import Testing

@Suite struct OriginTests {
    @Test(arguments: [
        ("http://a.test", "http://a.test/"), ("HTTPS://A.test:443/x?y#z", "https://a.test/x?y"),
        ("http://u:p@a.test:8080?q", "http://a.test:8080/?q"), ("http://[::1]:90/p", "http://[::1]:90/p"),
    ])
    func `reads absolute URLs`(_ text: String, _ expected: String) {
        #expect(AbsoluteURL(text)?.description == expected)
    }

    @Test(arguments: ["", "/path", "ftp://a", "http://", "http:///x", "https://a:b/", "http//a"])
    func `refuses others`(_ text: String) { #expect(AbsoluteURL(text) == nil) }
}
