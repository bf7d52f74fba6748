import Model
import Testing

@testable import Templating

@Suite struct StructureFunctionsTests {
    private let cups: JSON = [["id": "a", "n": 1], ["id": "b", "n": 2], ["id": "c", "n": 3]]

    @Test func settingChangesTheNamedAndLeavesTheRest() {
        let cup: JSON = ["id": "a", "n": 1]
        let changed = StructureFunctions.object(cup, with: ["n", 2, "colour", "red", "gone", nil])
        #expect(changed == ["id": "a", "n": 2, "colour": "red"])
        #expect(StructureFunctions.object(.null, with: ["n", 2]) == ["n": 2])
    }

    @Test func puttingReplacesTheOneOfThatNameOrAddsIt() {
        let replaced = StructureFunctions.list(cups, putting: ["id": "b", "n": 9], by: "id")
        #expect(replaced == [["id": "a", "n": 1], ["id": "b", "n": 9], ["id": "c", "n": 3]])
        let added = StructureFunctions.list(.null, putting: ["id": "d"], by: "id")
        #expect(added == [["id": "d"]])
        #expect(StructureFunctions.list(cups, putting: nil, by: "id") == nil)
    }

    @Test func droppingTakesTheNamedAway() {
        #expect(StructureFunctions.list(cups, dropping: "b", by: "id") == [["id": "a", "n": 1], ["id": "c", "n": 3]])
        #expect(StructureFunctions.list(cups, dropping: "z", by: "id") == cups)
    }

    @Test(
        arguments: [
            (1, 2, [1, 2]), (2, 2, [3]), (3, 2, []), (1, 100, [1, 2, 3]), (Int64.max, Int64.max, []),
        ] as [(Int64, Int64, [JSON])]
    )
    func pagesCountFromOne(_ number: Int64, _ size: Int64, _ expected: [JSON]) {
        #expect(StructureFunctions.page(of: [1, 2, 3], number: .int(number), size: .int(size)) == .array(expected))
    }

    @Test(arguments: [(0, 2), (1, 0), (-1, 2)] as [(Int64, Int64)])
    func thereIsNoPageBeforeTheFirst(_ number: Int64, _ size: Int64) {
        #expect(StructureFunctions.page(of: [1, 2, 3], number: .int(number), size: .int(size)) == nil)
    }

    @Test func tokensHoldHeaderAndClaims() throws {
        let token = try #require(StructureFunctions.token([#"{"alg":"HS256"}"#, "sub", "ann", "exp", 5])?.string)
        let parts = try token.split(separator: ".").map { part in try #require(Base64.decoded(String(part))) }
        #expect(String(decoding: parts[0], as: UTF8.self) == #"{"alg":"HS256"}"#)
        #expect(try JSON.parse(parts[1]) == ["sub": "ann", "exp": 5])
    }

    @Test func timesAreWrittenInAnotherFormat() {
        #expect(StructureFunctions.formattedTime(["2026-11-24T10:00:00Z", "unix"]) == 1_795_514_400)
        #expect(StructureFunctions.formattedTime([1_795_514_400, "rfc3339", "+1h"]) == "2026-11-24T11:00:00Z")
        #expect(StructureFunctions.formattedTime(["soon", "unix"]) == nil)
    }
}
