import Model
import Recorder
import Storage
import TestSupport
import Testing

/// A recording that is built again gives the same bytes, and one more exchange changes one place.
@Suite struct BuildStabilityTests {
    private func bytes(_ exchanges: [Exchange]) -> [UInt8] {
        MockFile(mocks: RecordingBuilder(hash: Staging.hash).build(exchanges).mocks).serialized()
    }

    private func traffic(_ seed: UInt64) -> [Exchange] {
        var traffic = RandomTraffic(seed: seed)
        return (1...15).map { traffic.exchange($0).exchange }
    }

    @Test(arguments: 0..<20) func `the order in which exchanges are handed over does not matter`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let exchanges = traffic(seed)
        #expect(bytes(exchanges) == bytes(exchanges.shuffled(using: &random)), "seed \(seed)")
    }

    @Test(arguments: 0..<20) func `an exchange of a new route adds its mock and touches no other`(_ seed: UInt64) throws
    {
        var recording = StagedRecording()
        recording.exchange("GET", "/health/of/all", at: 0, ["fine": true])
        var more = recording.exchanges[0]
        more.id = ExchangeID(rawValue: 99)
        let exchanges = traffic(seed)
        let before = RecordingBuilder(hash: Staging.hash).build(exchanges).mocks
        let after = RecordingBuilder(hash: Staging.hash).build(exchanges + [more]).mocks
        #expect(after.filter { $0.http.route != "/health/of/all" } == before, "seed \(seed)")
        #expect(after.count == before.count + 1)
    }
}
