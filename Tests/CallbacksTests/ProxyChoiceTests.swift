import Model
import Testing

@testable import Callbacks

@Suite struct ProxyChoiceTests {
    private func proxy(_ url: String, _ variables: [String: String], fixed: String? = nil) -> String {
        var configuration = DispatcherConfiguration(version: "9") { variables[$0] }
        configuration.proxy = fixed
        return ProxyChoice(configuration).proxy(for: AbsoluteURL(url)!.origin)
    }

    @Test func `each scheme has its variable, and all_proxy stands for both`() {
        let both = ["http_proxy": "http://p:1", "HTTPS_PROXY": "http://p:2"]
        #expect(proxy("http://a.test/", both) == "http://p:1")
        #expect(proxy("https://a.test/", both) == "http://p:2")
        #expect(proxy("http://a.test/", ["all_proxy": "http://p:3"]) == "http://p:3")
        #expect(proxy("http://a.test/", ["HTTP_PROXY": "http://p:1"]) == "")
        #expect(proxy("http://a.test/", [:]) == "")
    }

    @Test(arguments: [
        "http://shop.test/", "http://a.shop.test:8080/", "http://10.1.2.3/", "http://localhost/", "http://127.0.0.1:8/",
        "http://[::1]/",
    ])
    func `no_proxy and loopback go directly`(_ url: String) {
        #expect(proxy(url, ["http_proxy": "http://p:1", "no_proxy": ".shop.test, 10.0.0.0/8"]) == "")
    }

    @Test func `others do not`() {
        let variables = ["http_proxy": "http://p:1", "no_proxy": "shop.test"]
        #expect(proxy("http://workshop.test/", variables) == "http://p:1")
        #expect(proxy("http://a.test/", ["http_proxy": "http://p:1", "no_proxy": "*"]) == "")
    }

    @Test func `a configured one is for all, an empty one for none`() {
        #expect(proxy("http://127.0.0.1/", ["http_proxy": "http://p:1"], fixed: "http://q:1") == "http://q:1")
        #expect(proxy("http://a.test/", ["http_proxy": "http://p:1"], fixed: "") == "")
    }
}
