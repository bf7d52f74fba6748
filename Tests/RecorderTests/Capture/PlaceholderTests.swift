import Testing

@testable import Recorder

@Suite struct PlaceholderTests {
    @Test func recognisesItself() {
        let placeholder = Placeholder(salt: [1], hash: CaptureSamples.hash)
        let made = placeholder(for: Array("secret".utf8))
        #expect(made.count == Placeholder.length && Placeholder.isOne(made))
        for other in ["redacted-", "redacted-0123456789aB", "redacted-0123456789abc", "Redacted-0123456789ab"] {
            #expect(!Placeholder.isOne(Array(other.utf8)), "\(other)")
        }
    }
}
