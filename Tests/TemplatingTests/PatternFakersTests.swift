import Testing

@testable import Templating

@Suite struct PatternFakersTests {
    @Test(arguments: [
        ("ord_[A-Za-z0-9]{14}", "^ord_[A-Za-z0-9]{14}$"), ("[0-9a-f]{8}-[0-9]{2,4}", "^[0-9a-f]{8}-[0-9]{2,4}$"),
        ("\\d{3}\\[x\\]", "^[0-9]{3}\\[x\\]$"),
        ("[a\\-z]", "^[a\\-z]$"), ("[-a]{3}", "^[-a]{3}$"), ("a.b", "^a\\.b$"), ("[ä-ü]", "^[ä-ü]$"), ("x{0}y", "^y$"),
    ])
    func drawsTextOfTheShape(_ shape: String, _ pattern: String) throws {
        let (shape, pattern) = (try TextShape(shape), try Pattern(pattern))
        var chance = Chance(seed: 2)
        for _ in 0..<50 {
            let text = shape.draw(&chance)
            #expect(pattern.isFound(in: text), "\(text)")
        }
    }

    @Test func usesTheWholeClass() throws {
        let shape = try TextShape("[a-cX]")
        var chance = Chance(seed: 2)
        #expect(Set((0..<100).map { _ in shape.draw(&chance) }) == ["a", "b", "c", "X"])
    }

    @Test(arguments: ["[", "[]", "[z-a]", "a{", "a{x}", "a{3,1}", "a\\", "a{99999999}"])
    func refusesBrokenShapes(_ shape: String) { #expect(throws: FakerError.self) { try TextShape(shape) } }
}
