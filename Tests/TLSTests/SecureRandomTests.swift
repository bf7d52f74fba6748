import TLS
import Testing

@Suite struct SecureRandomTests {
    @Test func itGivesAsManyAsAskedForAndNeverTheSame() throws {
        #expect(try SecureRandom.bytes(0).isEmpty)
        let first = try SecureRandom.bytes(32)
        #expect(first.count == 32)
        #expect(try SecureRandom.bytes(32) != first)
    }
}
