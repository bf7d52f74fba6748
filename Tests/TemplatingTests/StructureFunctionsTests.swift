import Model
import Testing

@testable import Templating

@Suite struct StructureFunctionsTests {
    @Test func settingChangesTheNamedAndLeavesTheRest() {
        let cup: JSON = ["id": "a", "n": 1]
        let changed = StructureFunctions.object(cup, with: ["n", 2, "colour", "red", "gone", nil])
        #expect(changed == ["id": "a", "n": 2, "colour": "red"])
        #expect(StructureFunctions.object(.null, with: ["n", 2]) == ["n": 2])
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
