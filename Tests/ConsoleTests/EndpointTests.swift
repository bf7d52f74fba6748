import Testing

@testable import Console

@Suite struct EndpointTests {
    @Test(
        arguments: [
            ("/a/{id}", "/a/x", ["id": "x"]), ("/a/{id}", "/a/x%2Fy", ["id": "x/y"]), ("/a/{id}", "/a/x/", ["id": "x"]),
            ("/a/{id}", "/a", nil), ("/a/{id}", "/b/x", nil), ("/a/{id}", "/a/x/y", nil), ("/a", "/a", [:]),
            ("/a", "/A", nil),
        ] as [(String, String, [String: String]?)]
    )
    func `a pattern gives what stands in its holes`(_ pattern: String, _ path: String, _ expected: [String: String]?) {
        #expect(PathPattern(pattern).match(path) == expected)
    }
}
