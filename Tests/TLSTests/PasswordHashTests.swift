import Testing

@testable import TLS

@Suite struct PasswordHashTests {
    private static let cheap = PasswordHash.Cost(logN: 4, blockSize: 1, parallelization: 1)

    @Test func `a hash is of its password and of no other`() throws {
        let hash = try PasswordHash(of: "correct horse", cost: Self.cheap)
        #expect(try hash.matches("correct horse"))
        for other in ["correct hors", "correct horse ", "", "Correct horse"] {
            #expect(try !hash.matches(other))
        }
    }

    @Test func `nobody's is compared like any other, and no password has it`() throws {
        let hash = try PasswordHash.ofNobody(cost: Self.cheap)
        #expect(hash.cost == Self.cheap)
        #expect(PasswordHash(text: hash.text) == hash)
        #expect(try !hash.matches("") && !hash.matches("nobody"))
    }

    @Test func `two hashes of one password differ`() throws {
        let texts = try (0..<2).map { _ in try PasswordHash(of: "x", cost: Self.cheap).text }
        #expect(texts[0] != texts[1])
    }

    @Test func `as text it has its costs and comes back`() throws {
        let hash = try PasswordHash(of: "pässword", cost: PasswordHash.Cost(logN: 5, blockSize: 2, parallelization: 3))
        #expect(hash.text.hasPrefix("$scrypt$ln=5,r=2,p=3$"))
        #expect(PasswordHash(text: hash.text) == hash)
        #expect(try PasswordHash(text: hash.text)?.matches("pässword") == true)
    }

    /// RFC 7914 §12: scrypt("pleaseletmein", "SodiumChloride", N = 16384, r = 8, p = 1), the first 32 bytes.
    @Test func `the vector of the RFC`() throws {
        let salt = Array("SodiumChloride".utf8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let key = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        let hash = try #require(PasswordHash(text: "$scrypt$ln=14,r=8,p=1$\(salt)$\(key)"))
        #expect(try hash.matches("pleaseletmein"))
        #expect(try !hash.matches("pleaseletmeIn"))
    }

    @Test func `what is recommended is what OWASP recommends`() throws {
        #expect(PasswordHash.Cost.recommended == PasswordHash.Cost(logN: 17, blockSize: 8, parallelization: 1))
        #expect(try PasswordHash(of: "x").matches("x"))
    }

    @Test(arguments: [
        "", "x", "$scrypt$ln=4,r=1,p=1$00$00", "$bcrypt$ln=4,r=1,p=1$00$\(String(repeating: "0", count: 64))",
        "$scrypt$ln=4,r=1$00$\(String(repeating: "0", count: 64))",
        "$scrypt$ln=4,r=1,p=x$00$\(String(repeating: "0", count: 64))",
        "$scrypt$ln=4,r=1,p=1$0$\(String(repeating: "0", count: 64))",
        "$scrypt$ln=4,r=1,p=1$zz$\(String(repeating: "0", count: 64))",
    ])
    func `text that is none is refused`(_ text: String) { #expect(PasswordHash(text: text) == nil) }

    @Test(arguments: [(0, 1, 1), (63, 1, 1), (4, 0, 1), (4, 1, 0), (40, 8, 1)])
    func `costs that make no sense, or take more memory than there should be, are an error`(
        _ logN: Int,
        _ blockSize: Int,
        _ parallelization: Int
    ) {
        let cost = PasswordHash.Cost(logN: logN, blockSize: blockSize, parallelization: parallelization)
        #expect(throws: TLSError.self) { try PasswordHash(of: "x", cost: cost) }
    }

    @Test func `bytes are compared whole`() {
        #expect(ConstantTime.equal([1, 2], [1, 2]) && ConstantTime.equal([], []))
        #expect(!ConstantTime.equal([1, 2], [1, 3]) && !ConstantTime.equal([1], [1, 2]))
    }
}
