import Templating
import Testing

@Suite struct PatternTests {
    @Test func findsAnywhere() throws {
        let pattern = try Pattern("b+")
        #expect(pattern.search(in: "abbc") == .found)
        #expect(pattern.search(in: "ac") == .notFound)
        #expect(pattern.search(in: "") == .notFound)
    }

    @Test func readsUTF8() throws {
        #expect(try Pattern("^.$").isFound(in: "é"))
        #expect(try Pattern("^\\p{Cyrillic}+$").isFound(in: "привет"))
    }

    @Test func saysWhereItIsBroken() {
        do {
            _ = try Pattern("ab(c")
            Issue.record("a pattern without its closing parenthesis compiled")
        } catch {
            #expect(error.position == 4)
            #expect(error.description.contains("parenthesis"))
        }
    }

    @Test func givesUpInsteadOfRunningAway() throws {
        let pattern = try Pattern("^(a+)+$")
        let clock = ContinuousClock()
        let start = clock.now
        #expect(pattern.search(in: String(repeating: "a", count: 60) + "!") == .gaveUp)
        #expect(clock.now - start < .seconds(5))
    }

    @Test func longTextsAreSearchedToTheirEnd() throws {
        let text = String(repeating: "ab", count: 30_000)
        #expect(try Pattern("^(a|b)*$").search(in: text) == .found)
        #expect(try Pattern("^(?:(a)|(b))+$").search(in: text) == .found)
    }
}
