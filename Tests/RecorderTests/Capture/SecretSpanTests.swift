import Testing

@testable import Recorder

@Suite struct SecretSpanTests {
    private func span(_ range: Range<Int>, quote: String = "") -> SecretSpan {
        SecretSpan(range: range, secret: [], rule: "", quote: Array(quote.utf8))
    }

    @Test func splicesInPlaceAndQuotes() {
        let spans = [span(5..<6, quote: "'"), span(0..<2)].disjoint
        let result = spans.splice(into: Array("abcdef".utf8)) { _ in Array("#".utf8) }
        #expect(String(decoding: result, as: UTF8.self) == "#cde'#'")
    }

    @Test func ofOverlappingSpansNothingStaysUncovered() {
        #expect([span(3..<9), span(0..<4), span(0..<2), span(9..<10)].disjoint.map(\.range) == [0..<4, 4..<9, 9..<10])
    }
}
