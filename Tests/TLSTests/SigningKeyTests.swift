import Foundation
import TLS
import TestSupport
import Testing

/// openssl(1) makes keys and verifies what is signed under them.
@Suite struct SigningKeyTests {
    private static let message = Array("an order was paid".utf8)

    private func key(_ arguments: [String], in folder: TemporaryFolder) throws -> SigningKey {
        let file = folder.path("key.pem")
        try #require(Program.run(["openssl", "genpkey", "-out", file] + arguments).status == 0)
        try #require(
            Program.run(["openssl", "pkey", "-in", file, "-pubout", "-out", folder.path("public.pem")]).status == 0
        )
        return try SigningKey(pem: Array(Data(contentsOf: URL(filePath: file))))
    }

    private func verified(_ signature: [UInt8], _ options: [String], in folder: TemporaryFolder) throws -> Bool {
        try Data(Self.message).write(to: URL(filePath: folder.path("message")))
        try Data(signature).write(to: URL(filePath: folder.path("signature")))
        let files = [
            "-pubin", "-inkey", folder.path("public.pem"), "-in", folder.path("message"), "-sigfile",
            folder.path("signature"),
        ]
        return try Program.run(["openssl", "pkeyutl", "-verify", "-rawin"] + files + options).status == 0
    }

    @Test(arguments: [
        (SigningKey.Algorithm.ed25519, ["-algorithm", "ed25519"], [String]()),
        (.rsaSHA256, ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], ["-digest", "sha256"]),
        (
            .rsaPSSSHA512, ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            ["-digest", "sha512", "-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:64"]
        ),
    ])
    func `openssl verifies it`(_ algorithm: SigningKey.Algorithm, _ make: [String], _ verify: [String]) throws {
        let folder = try TemporaryFolder()
        let signature = try key(make, in: folder).signature(over: Self.message, by: algorithm)
        #expect(try verified(signature, verify, in: folder))
        #expect(!(try verified([signature[0] ^ 1] + signature.dropFirst(), verify, in: folder)))
    }

    @Test func `a signature on P-256 is r and s`() throws {
        let folder = try TemporaryFolder()
        let raw = try key(["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], in: folder)
            .signature(over: Self.message, by: .ecdsaSHA256)
        #expect(raw.count == 64)
        // An INTEGER of DER has a zero before a first byte whose high bit is set, and no other leading zero.
        func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
            var bytes = Array(bytes.drop { $0 == 0 })
            if bytes.first.map({ $0 >= 0x80 }) ?? true { bytes.insert(0, at: 0) }
            return [2, UInt8(bytes.count)] + bytes
        }
        let content = integer(raw[..<32]) + integer(raw[32...])
        #expect(try verified([0x30, UInt8(content.count)] + content, ["-digest", "sha256"], in: folder))
    }

    @Test func `a key of another kind is refused, and so is what is none`() throws {
        let key = try SigningKey(ed25519Seed: [UInt8](repeating: 7, count: 32))
        #expect(throws: TLSError.self) { try key.signature(over: Self.message, by: .rsaSHA256) }
        #expect(throws: TLSError.self) { try SigningKey(pem: Array("no key".utf8)) }
        #expect(throws: TLSError.self) { try SigningKey(ed25519Seed: [1, 2, 3]) }
    }
}
