import TLS
import Testing

@Suite struct TLSErrorTests {
    @Test(arguments: ["unknown ca", "bad certificate", "certificate unknown"])
    func alertsThatSayDistrust(_ alert: String) {
        #expect(TLSError(.peerAlert(alert), in: "f", "").isDistrust)
    }

    @Test(arguments: [TLSError.Kind.peerAlert("handshake failure"), .certificateUntrusted, .peerClosed])
    func othersDoNot(_ kind: TLSError.Kind) { #expect(!TLSError(kind, in: "f", "").isDistrust) }

    @Test func itReadsAsReasonAndFunction() {
        #expect(TLSError(.io, in: "open", "cannot read x").description == "cannot read x (open)")
    }
}
