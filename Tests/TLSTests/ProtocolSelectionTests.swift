import Testing

@testable import TLS

@Suite struct ProtocolSelectionTests {
    private func choice(_ own: [String], from wire: [UInt8]) throws -> String? {
        let selection = ProtocolSelection(of: try ProtocolNames(own))
        return wire.withUnsafeBufferPointer { offered in
            selection.choice(from: offered).map { String(decoding: offered[$0], as: UTF8.self) }
        }
    }

    @Test func theFirstOfItsOwnThatIsOfferedIsChosen() throws {
        let offered = try ProtocolNames(["http/1.0", "h2", "http/1.1"]).wire
        #expect(try choice(["http/1.1", "h2"], from: offered) == "http/1.1")
        #expect(try choice(["h3", "h2"], from: offered) == "h2")
        #expect(try choice(["h3"], from: offered) == nil)
        #expect(try choice(["http/1"], from: offered) == nil)
    }

    @Test func aBrokenListOffersWhatIsWholeInIt() throws {
        #expect(try choice(["h2"], from: [2, 104, 50, 9, 104]) == "h2")
        #expect(try choice(["h2"], from: [200, 104, 50]) == nil)
        #expect(try choice(["h2"], from: []) == nil)
    }
}
