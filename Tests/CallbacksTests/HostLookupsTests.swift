import Testing

@testable import Callbacks

@Suite struct HostLookupsTests {
    private final class Asked { var hosts: [String] = [] }

    private let asked = Asked()
    private let lookups: HostLookups
    private let address: NetworkAddress

    init() throws {
        lookups = HostLookups { [asked] in asked.hosts.append($0) }
        address = try #require(NetworkAddress("10.0.0.7"))
    }

    private func source(_ address: String) -> LaneSource { LaneSource(kind: "kafka", address: address) }

    @Test func `an address is known`() {
        #expect(lookups.addresses(of: "10.0.0.7", at: .zero) == [address])
        #expect(asked.hosts.isEmpty)
    }

    @Test func `a host is asked for once, and again when its time is over`() {
        #expect(lookups.addresses(of: "a.test", at: .zero) == nil)
        #expect(lookups.addresses(of: "a.test", at: .seconds(99)) == nil)
        #expect(asked.hosts == ["a.test"])
        lookups.learn([address], of: "a.test", at: .seconds(100))
        #expect(lookups.addresses(of: "a.test", at: .seconds(109)) == [address])
        #expect(lookups.addresses(of: "a.test", at: .seconds(110)) == nil)
        #expect(asked.hosts == ["a.test", "a.test"])
    }

    @Test func `one that does not resolve is known to have none`() {
        _ = lookups.addresses(of: "b.test", at: .zero)
        lookups.learn([], of: "b.test", at: .seconds(1))
        #expect(lookups.addresses(of: "b.test", at: .seconds(2)) == [])
        #expect(asked.hosts == ["b.test"])
    }

    @Test func `an allowed target is looked at again when an answer's time is over`() {
        #expect(!lookups.isCleared(source("a.test"), at: .zero))
        lookups.clear(source("a.test"), at: .zero)
        #expect(lookups.isCleared(source("a.test"), at: .seconds(9)))
        #expect(!lookups.isCleared(source("a.test"), at: .seconds(10)))
        #expect(!lookups.isCleared(source("b.test"), at: .seconds(9)))
    }
}
