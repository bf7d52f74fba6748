import TLS
import Testing

@Suite struct MessageAuthenticationTests {
    private let body = Array(#"{"event":"order.paid","id":42}"#.utf8)

    @Test func githubsVectors() {
        let code = MessageAuthentication.hmacSHA256(
            key: Array("It's a Secret to Everybody".utf8),
            Array("Hello, World!".utf8)
        )
        #expect(hex(code) == "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
        let key = Array("demo-secret".utf8)
        #expect(
            hex(MessageAuthentication.hmacSHA256(key: key, body))
                == "c5e68034c8a3b0d1ed82c289ab6f63f8e6743d71ecc260f172907837cd071d80"
        )
        #expect(hex(MessageAuthentication.hmacSHA1(key: key, body)) == "5901c42d41c26990726d5b1e0a17cb8d44ac751a")
    }

    @Test func slacksVector() {
        let code = MessageAuthentication.hmacSHA256(key: Array("demo-secret".utf8), Array("v0:1700000000:".utf8) + body)
        #expect(hex(code) == "679968bb9dd5fd66f8c669f40d26f1d1e2066ebc88525241e06b6ea2c226f0f1")
    }

    @Test func aKeyMayBeEmptyOrLong() {
        // RFC 4231, test case 6, and the well-known value for no key and no message.
        let long = [UInt8](repeating: 0xAA, count: 131)
        let message = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
        #expect(
            hex(MessageAuthentication.hmacSHA256(key: long, message))
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        )
        #expect(
            hex(MessageAuthentication.hmacSHA256(key: [], []))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        )
    }
}
