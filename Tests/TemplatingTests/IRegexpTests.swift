import Testing

@testable import Templating

@Suite struct IRegexpTests {
    @Test func aDotIsNoLineBreak() throws {
        let dot = try #require(IRegexp.compile("a.b", isWhole: true))
        #expect(dot.isFound(in: "a\u{2028}b") && !dot.isFound(in: "a\nb") && !dot.isFound(in: "a\rb"))
        let escaped = try #require(IRegexp.compile("a\\.b[.]", isWhole: true))
        #expect(escaped.isFound(in: "a.b.") && !escaped.isFound(in: "axb."))
    }

    @Test func aWholeMatchTakesAll() {
        #expect(IRegexp.compile("a|b", isWhole: true)?.isFound(in: "ab") == false)
        #expect(IRegexp.compile("a|b", isWhole: false)?.isFound(in: "xb") == true)
        #expect(IRegexp.compile("a", isWhole: true)?.isFound(in: "a\n") == false)
        #expect(IRegexp.compile("(", isWhole: true) == nil)
    }
}
