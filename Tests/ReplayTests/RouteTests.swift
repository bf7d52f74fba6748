import Testing

@testable import Replay

@Suite struct RouteTests {
    @Test func bindsSegmentsAndTheRest() throws {
        let route = try #require(Route("/orders/:id/files/*"))
        let bound = route.parameters(of: Array("/orders/a%2Fb/files/x/y%20z".utf8), skipping: 0)
        #expect(bound.map(\.name) == ["id", "*"])
        #expect(bound.map(\.value) == ["a/b", "x/y z"])
        let behind = route.parameters(of: Array("/stubs/ns/orders/1/files/".utf8), skipping: 2)
        #expect(behind.map(\.value) == ["1", ""])
    }

    @Test func refusesAStarInTheMiddle() {
        #expect(Route("/a/*/b") == nil)
        #expect(Route("/a/*rest") != nil)
    }

    @Test(arguments: [
        ("/a", "/a", true), ("/a", "/a/", false), ("/", "/", true), ("/:x", "/", false), ("/*", "/", true),
        ("/a/*", "/a", false), ("/a/*", "/a/", true), ("/a%20b", "/a b", true), ("/a b", "/a%20b", true),
        ("/a", "/A", false), ("/caf%C3%A9", "/café", true),
        ("/a/:x.json", "/a/17.json", true), ("/a/:x.json", "/a/.json", false), ("/a/:x.json", "/a/17.xml", false),
        ("/a/:x:go", "/a/17:go", true), ("/a/:x:go", "/a/17%3Ago", true), ("/a/:x-y", "/a/b", true),
    ])
    func matches(_ route: String, _ path: String, _ expected: Bool) throws {
        #expect(try #require(Route(route)).matches(Array(path.utf8)) == expected, "\(route) against \(path)")
    }

    @Test func staticSegmentsSayMore() throws {
        let order = try ["/a/b/c", "/a/b/:x", "/a/:x.json", "/a/:x/c", "/a/:x", "/a/*", "/:x/b/c", "/*"]
            .map { try #require(Route($0)) }
        for (left, right) in zip(order, order.dropFirst()) {
            #expect(left.isMoreSpecific(than: right) && !right.isMoreSpecific(than: left))
        }
    }
}
