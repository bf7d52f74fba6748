import Foundation
import Synchronization
import TestSupport
import Testing

@testable import TLS

/// The certificates, judged by the `openssl` program.
@Suite struct CertificateAuthorityTests {
    let folder: TemporaryFolder
    let authority: CertificateAuthority
    let now = Int(Date().timeIntervalSince1970)

    init() throws {
        folder = try TemporaryFolder()
        authority = try CertificateAuthority.loadOrCreate(in: folder.path("ca"))
    }

    /// The leaf that the authority shows for a name, as a PEM file.
    private func leafFile(for name: String) throws -> String {
        let context = try authority.serverContext(for: name)
        let file = folder.path("leaf-\(UUID().uuidString).pem")
        try Data(try context.leaf.pem()).write(to: URL(filePath: file))
        return file
    }

    private func verify(_ file: String, _ options: [String]) throws -> (status: Int32, output: String) {
        let strict = [
            "openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", authority.certificatePath,
        ]
        return try Program.run(strict + options + [file])
    }

    @Test func theRootIsWhatItSays() throws {
        let (status, text) = try Program.run(["openssl", "x509", "-in", authority.certificatePath, "-noout", "-text"])
        #expect(status == 0)
        for fact in [
            "Understudy root (", "CA:TRUE, pathlen:0", "Certificate Sign, CRL Sign", "Subject Key Identifier",
            "ASN1 OID: prime256v1", "ecdsa-with-SHA256", "X509v3 Basic Constraints: critical",
        ] {
            #expect(text.contains(fact), "no \(fact)")
        }
        let end = try Program.run([
            "openssl", "x509", "-in", authority.certificatePath, "-noout", "-checkend", "315000000",
        ])
        #expect(end.status == 0, "it must live for ten years")
        #expect(authority.rootDER.starts(with: [0x30, 0x82]))
    }

    @Test(arguments: [
        ("shop.test", "-verify_hostname", "shop.test"), ("*.shop.test", "-verify_hostname", "api.shop.test"),
        ("127.0.0.1", "-verify_ip", "127.0.0.1"), ("[::1]", "-verify_ip", "::1"),
        ("some_host", "-verify_hostname", "some_host"),
    ])
    func leavesAreValidForTheirName(_ name: String, _ option: String, _ host: String) throws {
        let file = try leafFile(for: name)
        let (status, output) = try verify(file, [option, host])
        #expect(status == 0, "\(output)")
        let (other, _) = try verify(file, option == "-verify_ip" ? [option, "10.0.0.1"] : [option, "other.test"])
        #expect(other != 0)
    }

    @Test func aNameTooLongForTheSubjectStandsAloneAndCritical() throws {
        let name = Array(repeating: "label-of-16-char", count: 6).joined(separator: ".")
        let file = try leafFile(for: name)
        let (status, output) = try verify(file, ["-verify_hostname", name])
        #expect(status == 0, "\(output)")
        let (_, text) = try Program.run(["openssl", "x509", "-in", file, "-noout", "-ext", "subjectAltName"])
        #expect(text.contains("critical"))
    }

    @Test func aLeafHasWhatBrowsersAskFor() throws {
        let (_, text) = try Program.run(["openssl", "x509", "-in", try leafFile(for: "shop.test"), "-noout", "-text"])
        for fact in [
            "TLS Web Server Authentication", "CA:FALSE", "DNS:shop.test", "Digital Signature",
            "Authority Key Identifier",
        ] {
            #expect(text.contains(fact), "no \(fact)")
        }
        let life = try authority.serverContext(for: "shop.test").leaf.life
        #expect(abs(life.lowerBound - (now - 2 * 86_400)) < 60)
        #expect(life.count <= 397 * 86_400)
        #expect(life.upperBound > now + 390 * 86_400)
    }

    @Test func noTwoSerialNumbersAreAlike() throws {
        let serials = try (0..<20)
            .map { index in
                try Program.run(["openssl", "x509", "-in", try leafFile(for: "\(index).test"), "-noout", "-serial"])
                    .output
            }
        #expect(Set(serials).count == 20)
        #expect(serials.allSatisfy { (30...44).contains($0.count) })
    }

    @Test(arguments: ["", "a b", "x,DNS:evil.test", "a..b"])
    func whatIsNoNameGetsNoLeaf(_ name: String) {
        let error = #expect(throws: TLSError.self) { try authority.serverContext(for: name) }
        #expect(error?.reason.contains("\"\(name)\"") == true)
    }

    @Test func oneNameHasOneContext() throws {
        #expect(try authority.serverContext(for: "A.test") === authority.serverContext(for: "a.test."))
        #expect(try authority.serverContext(for: "a.test") !== authority.serverContext(for: "b.test"))
        #expect(try authority.serverContext(for: "a.test", alpn: ["h2"]).alpn == ["h2"])
    }

    @Test func manyAtOnceGetTheSame() async throws {
        let contexts = try await withThrowingTaskGroup(of: ObjectIdentifier.self) { group in
            for _ in 0..<64 {
                group.addTask { [authority] in ObjectIdentifier(try authority.serverContext(for: "busy.test")) }
            }
            return try await group.reduce(into: Set<ObjectIdentifier>()) { $0.insert($1) }
        }
        #expect(contexts.count == 1)
    }

    @Test func javaReadsTheTrustStore() throws {
        let file = folder.path("root.p12")
        try Data(try authority.pkcs12(password: "changeit")).write(to: URL(filePath: file))
        let (status, output) = try Program.run([
            "openssl", "pkcs12", "-in", file, "-passin", "pass:changeit", "-nokeys",
        ])
        #expect(status == 0, "\(output)")
        #expect(output.contains("-----BEGIN CERTIFICATE-----"))
        guard Program.exists("keytool") else { return }
        let list = ["keytool", "-list", "-keystore", file, "-storetype", "PKCS12", "-storepass", "changeit"]
        let (listed, entries) = try Program.run(list)
        #expect(listed == 0, "\(entries)")
        #expect(entries.contains("trustedCertEntry"), "\(entries)")
        #expect(try Program.run(list.dropLast() + ["wrong!"]).status != 0)
    }
}
