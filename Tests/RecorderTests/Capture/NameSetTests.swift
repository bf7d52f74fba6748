import Testing

@testable import Recorder

@Suite struct NameSetTests {
    @Test func caseHyphensAndUnderscoresDoNotCount() {
        let names = NameSet(["X-Api-Key", "client_secret"], keeping: ["CLIENTSECRET"])
        for spelling in ["x-api-key", "X_API_KEY", "xApiKey", "_x-api-key"] {
            #expect(names.spelling(of: Array(spelling.utf8)) == "X-Api-Key")
        }
        for other in ["x-api-keys", "xapike", "", "-", "y-api-key", "client_secret"] {
            #expect(!names.contains(Array(other.utf8)), "\(other)")
        }
    }

    @Test func longNamesShareALength() {
        let long = String(repeating: "a", count: 80)
        let names = NameSet([long])
        #expect(names.contains(Array(long.utf8)))
        #expect(!names.contains(Array(long.dropLast().utf8)))
    }
}
