import Model
import Testing

@testable import Console

@Suite struct MockIndexTests {
    private func entry(_ id: String, _ route: String = "/a") -> CatalogueEntry {
        var mock = Mock(
            id: MockID(rawValue: id),
            http: HTTPMatcher(method: "GET", route: route),
            reply: .fixed(ReplyTemplate())
        )
        mock.namespace = "n"
        return CatalogueEntry(
            mock,
            createdAt: Timestamp(seconds: 1),
            updatedAt: Timestamp(seconds: 1),
            expiresAt: nil,
            version: 1
        )
    }

    private func ids(_ index: MockIndex) -> [String] { index.all.map(\.id.rawValue) }

    @Test func `mocks keep the order of creation, replaced ones their place`() {
        var index = MockIndex()
        for id in ["c", "a", "b"] { index.put(entry(id)) }
        index.put(entry("a", "/other"))
        #expect(ids(index) == ["c", "a", "b"])
        index.remove(MockID(rawValue: "c"))
        index.remove(MockID(rawValue: "none"))
        index.put(entry("c"))
        #expect(ids(index) == ["a", "b", "c"])
        #expect(index.count == 3)
    }

    @Test func `the order closes up when most are gone`() {
        var index = MockIndex()
        for number in 0..<200 { index.put(entry("\(number)")) }
        for number in 0..<150 { index.remove(MockID(rawValue: "\(number)")) }
        index.put(entry("new"))
        #expect(ids(index) == (150..<200).map(String.init) + ["new"])
        index.put(entry("199"))
        #expect(index.count == 51)
    }

    @Test func `similar mocks answer the same method and route of one namespace`() {
        var index = MockIndex()
        index.put(entry("a"))
        index.put(entry("b"))
        index.put(entry("c", "/other"))
        #expect(index.similar(to: entry("x").mock).map(\.rawValue) == ["a", "b"])
        index.put(entry("a", "/other"))
        var closed = entry("b")
        closed.closedAt = Timestamp(seconds: 2)
        index.put(closed)
        #expect(index.similar(to: entry("x").mock) == [])
        #expect(index.similar(to: entry("x", "/other").mock).map(\.rawValue) == ["c", "a"])
    }
}
