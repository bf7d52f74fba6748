/// SHA-256 as a value: the modules that name things by their content take it as a parameter, so that libcrypto stays
/// behind the one module that owns it.
public struct ContentHash: Sendable {
    private let hash: @Sendable ([UInt8]) -> [UInt8]

    /// Wraps a function that gives the 32 bytes of SHA-256 (FIPS 180-4).
    public init(sha256: @escaping @Sendable ([UInt8]) -> [UInt8]) { hash = sha256 }

    /// The 32 bytes.
    public func callAsFunction(_ bytes: [UInt8]) -> [UInt8] { hash(bytes) }

    /// The first so many hex digits of the hash, 64 at most.
    public func hex(_ bytes: [UInt8], digits: Int = 64) -> String {
        let alphabet = Array("0123456789abcdef".utf8)
        let all = hash(bytes).flatMap { [alphabet[Int($0 >> 4)], alphabet[Int($0 & 15)]] }
        return String(decoding: all.prefix(digits), as: UTF8.self)
    }
}
