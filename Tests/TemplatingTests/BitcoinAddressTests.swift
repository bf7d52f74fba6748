import Testing

@testable import Templating

@Suite struct BitcoinAddressTests {
    /// The example of BIP 173 for the witness program 751e…d6.
    @Test func agreesWithTheProposalsExample() {
        let program: [UInt8] = [
            0x75, 0x1e, 0x76, 0xe8, 0x19, 0x91, 0x96, 0xd4, 0x54, 0x94, 0x1c, 0x45, 0xd1, 0xb3, 0xa3, 0x23, 0xf1, 0x43,
            0x3b, 0xd6,
        ]
        #expect(BitcoinAddress.segwit(program: program) == "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")
    }
}
