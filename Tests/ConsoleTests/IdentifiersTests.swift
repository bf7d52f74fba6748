import Testing

@testable import Console

@Suite struct IdentifiersTests {
    @Test func `random names are UUIDs of version 4, each another`() {
        let names = (0..<100).map { _ in Identifiers.random.next() }
        #expect(Set(names).count == 100)
        for name in names {
            #expect(name.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }
}
