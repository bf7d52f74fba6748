import Model
import Testing

@Suite struct SlugTests {
    @Test(
        arguments: [
            ("My first Title!", "my-first-title"), ("  Ünder & over ", "ünder-over"), ("a_b--c", "a-b-c"), ("!?", ""),
            ("2026", "2026"),
        ]
    )
    func `one hyphen stands for whatever separates words`(_ title: String, _ slug: String) {
        #expect(title.slug == slug)
    }
}
