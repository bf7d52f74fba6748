import Testing

@testable import Console

@Suite struct EventOperationTests {
    @Test func `every operation belongs to namespaces or to the server`() {
        #expect(EventOperation.ofNamespaces.count == 5)
        #expect(EventOperation.ofServer.count == 14)
        #expect(Set(EventOperation.ofNamespaces).isDisjoint(with: EventOperation.ofServer))
    }
}
