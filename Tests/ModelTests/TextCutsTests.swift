import Model
import Testing

@Suite struct TextCutsTests {
    @Test(
        arguments: [
            ("ada@lovelace.test", "@", 0, "ada"), ("ada@lovelace.test", "@", -1, "lovelace.test"),
            ("a-b-c", "-", 1, "b"),
            ("a-b-c", "-", -2, "b"), ("Cher", " ", 0, "Cher"), ("a--b", "-", 1, ""), ("a-b", "-", 2, nil),
            ("a-b", "-", -3, nil),
            ("ab", "", 0, nil),
        ] as [(String, String, Int, String?)]
    )
    func `parts are counted from both ends`(_ text: String, _ separator: String, _ number: Int, _ part: String?) {
        #expect(text.part(number, between: separator) == part)
    }

    @Test func `before looks for the last separator, behind for the first`() {
        #expect("archive.tar.gz".before(".") == "archive.tar" && "archive.tar.gz".behind(".") == "tar.gz")
        #expect("archive".before(".") == nil && "archive".behind(".") == nil)
    }

    @Test(arguments: [("ada lovelace", "AL"), ("Émile Zola", "ÉZ"), (" one ", "O"), ("", "")])
    func `initials are the first letters of the words`(_ name: String, _ initials: String) {
        #expect(name.initials == initials)
    }

    @Test func `a text is shortened only where it is longer`() {
        #expect("hello world".shortened(to: 5, mark: "…") == "hello…" && "hello".shortened(to: 5, mark: "…") == "hello")
        #expect("hello".shortened(to: -1, mark: "…") == "…")
    }

    @Test func `words stand between white space, tags behind a mark`() {
        let text = "hi @ann,\n#now see https://x.test/1 @bob_2! @"
        #expect(text.words().count == 7 && text.words(startingWith: "http") == ["https://x.test/1"])
        #expect(text.tags("@") == ["ann", "bob_2"] && text.tags("#") == ["now"] && text.tags("") == [])
    }
}
