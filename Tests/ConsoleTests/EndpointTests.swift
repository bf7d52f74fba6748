import Testing

@testable import Console

@Suite struct EndpointTests {
    @Test func `a pattern knows its holes`() {
        #expect(PathPattern("/a/{id}").segments == [.literal("a"), .hole("id")])
        #expect(PathPattern("/a/{key*}").segments == [.literal("a"), .rest("key")])
    }
}
