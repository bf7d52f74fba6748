import Brokers
import Testing

@Suite struct BrokerLibrariesTests {
    @Test func bothLibrariesSayWhichVersionRuns() throws {
        for version in [BrokerLibraries.kafka, BrokerLibraries.rabbitMQ] {
            let parts = version.split { $0 == "." || $0 == "-" }.prefix(3).compactMap { Int($0) }
            #expect(parts.count == 3, "\(version)")
        }
        #expect(BrokerLibraries.kafka != BrokerLibraries.rabbitMQ)
    }
}
