import Testing

@testable import TLS

@Suite struct ProtocolNamesTests {
    @Test func eachNameStandsAfterItsLength() throws {
        let protocols = try ProtocolNames(["h2", "http/1.1"])
        #expect(protocols.wire == [2] + Array("h2".utf8) + [8] + Array("http/1.1".utf8))
        #expect(try ProtocolNames([]).wire.isEmpty)
    }

    @Test(arguments: ["", String(repeating: "x", count: 256)])
    func aNameThatDoesNotFitIsAnError(_ name: String) {
        #expect(throws: TLSError.self) { try ProtocolNames([name]) }
    }
}
