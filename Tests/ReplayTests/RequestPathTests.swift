import Testing

@testable import Replay

@Suite struct RequestPathTests {
    @Test(arguments: [
        ("/a/b?c=d", "/a/b"), ("/", "/"), ("http://h.test:80/x?y", "/x"), ("https://h.test", ""), ("*", "*"),
        ("/a#b", "/a"), ("/a?x=http://b/c", "/a"), ("https://h.test?x", ""), ("/http://x/y", "/http://x/y"),
    ])
    func findsThePath(_ target: String, _ path: String) {
        #expect(String(decoding: RequestPath.bytes(of: target), as: UTF8.self) == path)
    }
}
