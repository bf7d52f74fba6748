import Model
import Templating
import Testing

/// A trap in rendering would take the server along: whatever stands in an expression, it is refused when it is compiled, or it
/// renders.
@Suite struct ExtremeArgumentsTests {
    private static let numbers = [
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e300", "-1e300", "1e400", "0", "-0",
        "0.5",
    ]

    private static let shapes = [
        "$.req[#]", "$.req.l[#]", "$.req.l[#:#]", "$.req.l[::#]", "$.req.l[#:2:#]", "$.increment(#)", "$.sum(#, #)",
        "$.subtract(#, 1)", "$.multiply(#, #)", "$.slice('abc', #)", "$.slice('abc', #, #)", "$.page($.req.l, #, #)",
        "$.formatTime(#, 'rfc3339')", "$.formatTime(#, 'unixms', '-9999999d')", "$.time('unix', '+#h')",
        "$.time('http', '#d')", "$.toNumber('#')", "$.toString(#)", "$.list(#)", "$.count(#)", "$.reverse(#)",
        "$.fake.counter('n', #)", "$.fake.pattern('[a-c]{#}')", "$.fake.IntRange(#, #)", "$.fake.Number(#, #)",
        "$.reqHeader.X[#]", "$.req.l[?@ > #]", "$.req.l[?length(@) == #]", "$.lower(#)", "$.base64(#)",
        "$.urlEncode(#)", "$.formatTime('2026-11-24', 'rfc3339', #, 'days')", "$.slug(#)",
        "$.part('a-b', '-', #)", "$.shorten('abc', #, '…')", "$.tags(#, '@')", "$.words(#)", "$.initials(#)",
        "$.json('#')", "$.set($.req, 'a', #)", "$.drop($.req.l, #, #)", "$.put($.req.l, #, 'id')",
        "$.jwt('{}', 'iat', #)",
        "${$.gS['k:${$.req[#]}']}", "$.req.big", "$.increment($.req.big)", "$.formatTime($.req.big, 'rfc3339ns')",
    ]

    @Test(arguments: shapes) func `no number makes rendering trap`(_ shape: String) {
        var rendered = 0
        for number in Self.numbers {
            let text = shape.replacing("#", with: number)
            for template in [text, "a ${\(text)} b"] {
                guard let compiled = try? JSONTemplate(.string(template)) else { continue }
                for big in Self.numbers {
                    var context = context(
                        fields: [("Content-Type", "application/json")],
                        body: #"{"big":\#(big),"l":[1,"\#(big)",{"id":\#(big)}]}"#
                    )
                    var output: [UInt8] = []
                    compiled.append(to: &output, in: &context)
                    #expect(!output.isEmpty)
                    rendered += 1
                }
            }
        }
        if !shape.contains("#") { #expect(rendered > 0) }
    }

    @Test func `what is nested very deeply is refused or renders`() {
        for text in [
            "$.req" + String(repeating: "[0]", count: 20_000), "$.req" + String(repeating: ".a", count: 20_000),
            String(repeating: "$.lower(", count: 20_000) + "'a'" + String(repeating: ")", count: 20_000),
            "$.json('" + String(repeating: "[", count: 20_000) + "')", String(repeating: "${", count: 20_000),
            "$.req[?" + String(repeating: "(", count: 20_000) + "@" + String(repeating: ")", count: 20_000) + "]",
        ] {
            guard let template = try? Template(text) else { continue }
            var context = context(body: String(repeating: "[", count: 50_000))
            #expect(!template.text(in: &context).isEmpty)
        }
    }
}
