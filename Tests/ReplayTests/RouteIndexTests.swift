import Model
import TestSupport
import Testing

@testable import Replay

@Suite struct RouteIndexTests {
    /// The index must agree with the plain definition of `Route.matches` for every route and path.
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8]) func agreesWithANaiveScan(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let words = ["a", "b", "c", "", "a b", "é", ":", "%"]
        func path(_ segments: [String]) -> String { "/" + segments.joined(separator: "/") }
        var routes: [Route] = []
        for _ in 0..<200 {
            var segments = (0..<Int.random(in: 1...4, using: &random))
                .map { _ in
                    let kind = Int.random(in: 0...3, using: &random)
                    return kind == 0 ? ":p" : PercentEncoding.encoded(words.randomElement(using: &random) ?? "")
                }
            if Int.random(in: 0...4, using: &random) == 0 { segments[segments.count - 1] = "*" }
            routes.append(try #require(Route(path(segments))))
        }
        var index = RouteIndex()
        let ends = routes.map { index.insert($0) }
        for _ in 0..<500 {
            let target = path(
                (0..<Int.random(in: 1...5, using: &random))
                    .map { _ in
                        PercentEncoding.encoded(words.randomElement(using: &random) ?? "")
                    }
            )
            let bytes = Array(target.utf8)
            let found = bytes.withUnsafeBufferPointer { index.ends(of: $0) }
            let indexed = Set(([found.first] + found.others).filter { $0 >= 0 })
            let naive = Set(routes.indices.filter { routes[$0].matches(bytes) }.map { ends[$0] })
            #expect(indexed == naive, "seed \(seed): \(target)")
        }
    }

    @Test func aPathThatReachesSeveralRoutesFindsAll() throws {
        var index = RouteIndex()
        for route in ["/a/b", "/a/:x", "/a/*", "/*", "/:y/b"] { _ = index.insert(try #require(Route(route))) }
        let found = Array("/a/b".utf8).withUnsafeBufferPointer { index.ends(of: $0) }
        #expect(Set([found.first] + found.others) == [0, 1, 2, 3, 4])
    }

    @Test func `what stands before an ending is found beside what stands alone`() throws {
        var index = RouteIndex()
        for route in ["/a/:x.json", "/a/:x:go", "/a/:x", "/a/:y.json/b"] {
            _ = index.insert(try #require(Route(route)))
        }
        func ends(_ path: String) -> Set<Int> {
            let found = Array(path.utf8).withUnsafeBufferPointer { index.ends(of: $0) }
            return Set([found.first] + found.others)
        }
        #expect(ends("/a/17.json") == [0, 2] && ends("/a/17:go") == [1, 2] && ends("/a/17%3Ago") == [1, 2])
        #expect(ends("/a/.json") == [2] && ends("/a/17.json/b") == [3])
    }
}
