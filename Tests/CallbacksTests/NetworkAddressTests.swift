import Testing

@testable import Callbacks

@Suite struct NetworkAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("2001:DB8::1", "2001:db8::1"), ("fe80::1%eth0", "fe80::1"),
        ("::ffff:169.254.169.254", "169.254.169.254"), ("64:ff9b::a9fe:a9fe", "169.254.169.254"),
    ])
    func `addresses, IPv4 out of its clothes`(_ text: String, _ expected: String) {
        #expect(NetworkAddress(text)?.description == expected)
    }

    @Test(arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", ":::"])
    func `anything else is none`(_ text: String) { #expect(NetworkAddress(text) == nil) }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.128.0.0/9", "10.127.0.1", false), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
        ("fe80::/10", "febf::1", true), ("fe80::/10", "fec0::1", false), ("::ffff:10.0.0.0/104", "10.9.9.9", true),
        ("[::1]", "::1", true),
    ])
    func `a range holds what shares its prefix`(_ range: String, _ address: String, _ expected: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(try #require(NetworkAddress(address))) == expected)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "::/129", "host/8"])
    func `a range that cannot be is none`(_ text: String) { #expect(AddressRange(text) == nil) }
}
