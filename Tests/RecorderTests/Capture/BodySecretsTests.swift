import Foundation
import Model
import Recorder
import Storage
import Testing

@Suite struct BodySecretsTests {
    /// Bodies that a hostile peer makes to keep the recorder busy. In time proportional to their length each takes
    /// well under a second; with one nested search too many, hours.
    @Test(arguments: [
        ("text/xml", "<"), ("text/xml", "<password "), ("text/xml", "<a:"),
        ("multipart/form-data", "name=\"password\" "),
        ("application/json", "\"token\":"), ("application/json", "\"token\":["), ("application/json", "\\\""),
        ("application/json", "\"password\":\""), ("text/plain", "https://"), ("text/plain", "://@"),
        ("application/json", "\"xToken\":[\"a b\","), ("application/json", "\\\"xToken\\\":\\\"a b"),
        ("application/x-www-form-urlencoded", "xToken"),
        ("application/x-www-form-urlencoded", "token="), ("application/x-www-form-urlencoded", "&[token%5B"),
    ])
    func hostileBodiesTakeLinearTime(type: String, piece: String) {
        let body = String(repeating: piece, count: 100_000 / piece.utf8.count)
        let exchange = CaptureSamples.exchange(fields: [("Content-Type", type)], body: body)
        let begun = ContinuousClock.now
        _ = CaptureSamples.redactor().redact(exchange)
        #expect(ContinuousClock.now - begun < .seconds(20))
    }

    @Test func aLongListOfTokensIsRedactedWhole() {
        let items = (0..<1_000).map { "{\"token\":\"tok_live_\($0)_x\",\"id\":\($0)}" }
        let exchange = CaptureSamples.exchange(answerBody: Array("[\(items.joined(separator: ","))]".utf8))
        let begun = ContinuousClock.now
        let (stored, counts) = CaptureSamples.redactor().redact(exchange)
        #expect(ContinuousClock.now - begun < .seconds(20))
        #expect(!stored.holds("tok_live_") && counts["body token"] == 1_000)
        #expect(counts.count == 1, "what was found by its name is not counted again: \(counts)")
    }
}
