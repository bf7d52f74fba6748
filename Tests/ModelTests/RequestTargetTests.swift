import Model
import Testing

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/a/b?x=1&y", "/a/b", "x=1&y"), ("/a", "/a", nil), ("/?", "/", ""), ("http://h/p?q", "/p", "q"),
        ("*", "*", nil),
    ])
    func `splits path and query`(_ target: String, _ path: String, _ query: String?) {
        let parts = RequestTarget(target)
        #expect(parts.path == path)
        #expect(parts.query == query)
    }

    @Test func `decodes pairs in order`() {
        let pairs = RequestTarget("/?a=1+2&b=%C3%A9&c&a=%zz&=x").queryPairs
        #expect(pairs.map(\.name) == ["a", "b", "c", "a", ""])
        #expect(pairs.map(\.value) == ["1 2", "é", "", "%zz", "x"])
    }

    @Test func `encoding and decoding undo each other`() {
        let text = "a b/ü?&=%~-._"
        #expect(PercentEncoding.encoded(text, keeping: "/") == "a%20b/%C3%BC%3F%26%3D%25~-._")
        #expect(PercentEncoding.decoded(PercentEncoding.encoded(text)) == text)
    }
}
