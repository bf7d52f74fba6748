import Testing

@testable import Console

@Suite struct ChapterTests {
    @Test func `every endpoint stands in a chapter, every chapter has endpoints, and names differ`() throws {
        let used = Set(try Served().endpoints.map(\.chapter))
        #expect(used == Set(Chapter.all))
        #expect(Set(Chapter.all.map(\.name)).count == Chapter.all.count)
        #expect(Chapter.all.allSatisfy { !$0.text.isEmpty })
    }

    @Test func `a table is put into a chapter as a whole`() {
        let things = [Endpoint("GET", "/things", .anyone) { _ in .done("") }].in(.jobs)
        #expect(things.map(\.chapter) == [.jobs])
    }
}
