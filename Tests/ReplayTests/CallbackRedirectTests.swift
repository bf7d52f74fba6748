import Testing

@testable import Replay

@Suite struct CallbackRedirectTests {
    @Test(arguments: [
        ("http://old.test", "http://new.test:9", "http://old.test/a?b=c", "http://new.test:9/a?b=c"),
        ("http://old.test/", "http://new.test/", "http://old.test/a", "http://new.test/a"),
        ("http://old.test", "http://new.test/base", "http://old.test/a", "http://new.test/base/a"),
        ("http://old.test:80", "http://new.test", "http://OLD.test/a", "http://new.test/a"),
        ("http://old.test/hooks", "http://new.test", "http://old.test/hooks/a", "http://new.test/a"),
        ("http://old.test/hooks", "http://new.test/in", "http://old.test/hooks?x", "http://new.test/in?x"),
        ("http://old.test/hooks/", "http://new.test", "http://old.test/hooks/a", "http://new.test/a"),
    ])
    func replacesThePrefix(_ from: String, _ to: String, _ url: String, _ expected: String) {
        #expect(CallbackRedirect(from: from, to: to).applied(to: url) == expected)
    }

    @Test(arguments: [
        ("http://old.test", "http://old.test.evil/a"), ("http://old.test", "https://old.test/a"),
        ("http://old.test/hooks", "http://old.test/hooksmore"), ("http://old.test", "http://old.test:81/a"),
    ])
    func leavesOthersAlone(_ from: String, _ url: String) {
        #expect(CallbackRedirect(from: from, to: "http://new.test").applied(to: url) == nil)
    }
}
