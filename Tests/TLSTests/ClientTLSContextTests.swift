import Foundation
import TestSupport
import Testing

@testable import TLS

/// What a client makes of certificates. The root is trusted but where a test says otherwise.
@Suite struct ClientTLSContextTests {
    let folder: TemporaryFolder
    let root: Root
    let key: KeyPair
    let now = Int(Date().timeIntervalSince1970)

    init() throws {
        folder = try TemporaryFolder()
        root = try Root(for: try KeyPair.generate(), at: now - 900 * 86_400)
        key = try KeyPair.generate()
        try Data(try root.certificate.pem()).write(to: URL(filePath: folder.path("root.pem")))
    }

    private func outcome(
        of leaf: Certificate,
        to host: String,
        trust: ClientTrust? = nil
    ) throws -> (client: Result<HandshakeFacts, TLSError>?, server: Result<HandshakeFacts, TLSError>?) {
        let context = try ServerTLSContext(leaf: leaf, key: key, name: "leaf", alpn: ["http/1.1"])
        let client = try ClientTLSContext(trust: trust ?? .systemAnd(pemFile: folder.path("root.pem")))
        let pair = SessionPair(
            client: try TLSSession(connectingTo: HostName(host), with: client),
            server: try TLSSession { _ throws(TLSError) in context }
        )
        return pair.shakeHands()
    }

    private func leaf(_ name: String, at moment: Int? = nil) throws -> Certificate {
        try root.leaf(for: HostName(name), key: key, at: moment ?? now)
    }

    @Test(arguments: [
        ("shop.test", "shop.test"), ("*.shop.test", "api.shop.test"), ("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"),
        ("shop.test", "SHOP.test."),
    ])
    func theRightNameIsTaken(_ certified: String, _ host: String) throws {
        let (client, server) = try outcome(of: try leaf(certified), to: host)
        #expect(client?.failure == nil)
        #expect(client?.success != nil)
        #expect(server?.success != nil)
    }

    @Test(arguments: [
        ("shop.test", "other.test"), ("*.shop.test", "shop.test"), ("*.shop.test", "a.b.shop.test"),
        ("127.0.0.1", "127.0.0.2"), ("shop.test", "127.0.0.1"), ("127.0.0.1", "shop.test"), ("::1", "::2"),
    ])
    func anotherNameIsNot(_ certified: String, _ host: String) throws {
        let (client, server) = try outcome(of: try leaf(certified), to: host)
        #expect(client?.failure?.kind == .certificateNameMismatch)
        #expect(server?.failure?.isDistrust == true)
    }

    @Test(arguments: [-800, 30])
    func aCertificateOutsideItsTimeIsNot(_ days: Int) throws {
        let (client, _) = try outcome(of: try leaf("shop.test", at: now + days * 86_400), to: "shop.test")
        #expect(client?.failure?.kind == .certificateExpired)
    }

    @Test func anUnknownRootIsNot() throws {
        let (client, _) = try outcome(of: try leaf("shop.test"), to: "shop.test", trust: .system)
        #expect(client?.failure?.kind == .certificateUntrusted)
    }

    @Test(arguments: ["shop.test", "other.test", "127.0.0.1"])
    func everythingIsTakenByTheInsecure(_ host: String) throws {
        let (client, _) = try outcome(of: try leaf("shop.test", at: now - 800 * 86_400), to: host, trust: .insecure)
        #expect(client?.success != nil)
    }

    @Test func aServersOwnCertificateMayBeTrusted() throws {
        let leaf = try leaf("shop.test")
        let file = folder.path("leaf.pem")
        try Data(try leaf.pem()).write(to: URL(filePath: file))
        let (client, _) = try outcome(of: leaf, to: "shop.test", trust: .systemAnd(pemFile: file))
        #expect(client?.success != nil)
        let (other, _) = try outcome(of: try self.leaf("shop.test"), to: "shop.test", trust: .systemAnd(pemFile: file))
        #expect(other?.failure?.kind == .certificateUntrusted)
    }

    @Test func aFileThatGivesNoTrustIsAnError() throws {
        let missing = #expect(throws: TLSError.self) {
            try ClientTLSContext(trust: .systemAnd(pemFile: "/nowhere/ca.pem"))
        }
        #expect(missing?.reason == "cannot read /nowhere/ca.pem: No such file or directory")
        let file = folder.path("empty.pem")
        try Data("nothing\n".utf8).write(to: URL(filePath: file))
        let empty = #expect(throws: TLSError.self) { try ClientTLSContext(trust: .systemAnd(pemFile: file)) }
        #expect(empty?.reason.contains("\(file) holds no certificate") == true)
    }
}
