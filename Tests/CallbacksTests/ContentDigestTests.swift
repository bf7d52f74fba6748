import Testing

@testable import Callbacks

@Suite struct ContentDigestTests {
    private static let body = Array(#"{"event":"order.paid","id":42}"#.utf8)
    private static let sha256 = "sha-256=:ikN2K6pIbODO9HoElHBvrn9uEDAqwzIZS+ZpiMGXiIk=:"
    /// RFC 9530 §D.1 and RFC 9421 §B.2, over `{"hello": "world"}`.
    private static let hello = Array(#"{"hello": "world"}"#.utf8)
    private static let hello512 =
        "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"

    @Test func `without one of its own it is SHA-256`() {
        #expect(ContentDigest.value(of: Self.body, own: []) == Self.sha256)
        #expect(
            ContentDigest.value(of: Self.hello, own: [])
                == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
        )
    }

    @Test func `a callback's own SHA-512 stays the algorithm`() {
        #expect(ContentDigest.value(of: Self.hello, own: [Self.hello512]) == Self.hello512)
        #expect(ContentDigest.value(of: Self.hello, own: ["sha-512=:b2xk:"]) == Self.hello512)
    }

    @Test func `several algorithms stay in order, and unknown ones as they are`() {
        let own = ["sha-256=:b2xk:, unixsum=30", " SHA-512=:b2xk:"]
        let value = ContentDigest.value(of: Self.hello, own: own)
        #expect(value == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:, unixsum=30, \(Self.hello512)")
        #expect(ContentDigest.value(of: Self.body, own: ["unixsum=30"]) == "unixsum=30, \(Self.sha256)")
    }
}
