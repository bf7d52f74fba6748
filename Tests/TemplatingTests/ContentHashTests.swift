import Testing

@testable import Templating

/// Hashes against those of another implementation.
@Suite struct ContentHashTests {
    @Test(
        arguments: [
            (.md5, 0, "d41d8cd98f00b204e9800998ecf8427e"), (.md5, 55, "ef1772b6dff9a122358552954ad0df65"),
            (.md5, 1_000, "cabe45dcc9ae5b66ba86600cca6b8ba8"),
            (.sha1, 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            (.sha1, 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699"),
            (.sha1, 1_000, "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
            (.sha256, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (.sha256, 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
            (.sha256, 1_000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
        ] as [(ContentHashing, Int, String)]
    )
    func aHashIsThatOfTheStandard(_ hashing: ContentHashing, _ count: Int, _ expected: String) {
        let text = hashing.text(of: Array(repeating: UInt8(ascii: "a"), count: count), .hex)
        #expect(text == expected && text?.utf8.count == hashing.length * 2)
    }
}
