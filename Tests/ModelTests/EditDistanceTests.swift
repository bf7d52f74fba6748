import Model
import Testing

@Suite struct EditDistanceTests {
    @Test(arguments: [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("same", "same", 0)])
    func countsChanges(_ left: String, _ right: String, _ count: Int) {
        #expect(editDistance(left, right) == count)
        #expect(editDistance(right.utf8, left.utf8) == count)
    }
}
