import Testing

@testable import TLS

@Suite struct RunningDigestTests {
    @Test(arguments: [[0], [1, 2, 3], [200_000, 1, 0, 65_536]])
    func `parts give the digest of the whole`(_ sizes: [Int]) throws {
        let parts = sizes.map { size in (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) } }
        let digest = try RunningDigest()
        for part in parts { try digest.add(part) }
        #expect(try digest.finish() == Digest.sha256(parts.flatMap { $0 }))
    }
}
