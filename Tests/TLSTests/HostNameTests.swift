import Testing

@testable import TLS

@Suite struct HostNameTests {
    @Test(arguments: [
        ("Shop.Test", "shop.test"), ("shop.test.", "shop.test"), ("*.shop.test", "*.shop.test"),
        ("localhost", "localhost"),
    ])
    func names(_ text: String, _ name: String) {
        #expect(HostName(text) == .dns(name))
        #expect(HostName(text).isFitForCertificate)
    }

    @Test func addresses() {
        #expect(HostName("127.0.0.1") == .address("127.0.0.1", bytes: [127, 0, 0, 1]))
        let loopback = [UInt8](repeating: 0, count: 15) + [1]
        #expect(HostName("::1") == .address("::1", bytes: loopback))
        #expect(HostName("[::1]") == HostName("::1"))
        #expect(HostName("[::1]").isFitForCertificate)
    }

    @Test(arguments: [
        "", ".", "a..b", "a b", "a,DNS:b", "a/b", "*", "a.*.b", "ba*.test", "b\u{fc}cher.test",
        String(repeating: "a", count: 64) + ".test",
        Array(repeating: "abcdefgh", count: 30).joined(separator: "."),
    ])
    func noCertificateIsMadeOutTo(_ text: String) { #expect(!HostName(text).isFitForCertificate) }
}
