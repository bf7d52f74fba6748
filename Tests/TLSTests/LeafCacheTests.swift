import Synchronization
import Testing

@testable import TLS

@Suite struct LeafCacheTests {
    private struct Refusal: Error {}

    @Test func aValueIsMadeOnceAndKept() {
        let cache = LeafCache<String, Int>(limit: 4)
        #expect(cache.value(for: "a", isFresh: { _ in true }, make: { 1 }) == 1)
        #expect(cache.value(for: "a", isFresh: { _ in true }, make: { 2 }) == 1)
        #expect(cache.value(for: "a", isFresh: { $0 > 1 }, make: { 3 }) == 3)
    }

    @Test func theOneNotUsedForLongestGoes() {
        let cache = LeafCache<Int, Int>(limit: 3)
        for key in [1, 2, 3, 1, 4] { _ = cache.value(for: key, isFresh: { _ in true }, make: { key }) }
        #expect(cache.count == 3)
        #expect(cache.value(for: 1, isFresh: { _ in true }, make: { 100 }) == 1)
        #expect(cache.value(for: 2, isFresh: { _ in true }, make: { 200 }) == 200)
    }

    @Test func aMakerThatFailsLeavesNothing() {
        let cache = LeafCache<String, Int>(limit: 4)
        #expect(throws: Refusal.self) {
            try cache.value(for: "a", isFresh: { _ in true }, make: { () throws(Refusal) in throw Refusal() })
        }
        #expect(cache.value(for: "a", isFresh: { _ in true }, make: { 5 }) == 5)
    }

    @Test func allWhoAskAtOnceWaitForOneMaker() async {
        let cache = LeafCache<Int, Int>(limit: 100)
        let tally = Tally()
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<400 {
                group.addTask {
                    _ = cache.value(for: index % 4, isFresh: { _ in true }) {
                        tally.made.add(1, ordering: .relaxed)
                        return (0..<20_000).reduce(0, &+)
                    }
                }
            }
        }
        #expect(tally.made.load(ordering: .relaxed) == 4)
    }
}

private final class Tally: Sendable {
    let made = Atomic<Int>(0)
}
