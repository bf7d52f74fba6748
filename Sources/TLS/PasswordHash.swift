internal import COpenSSL

/// A password as a database keeps it: what scrypt (RFC 7914) makes of it, with the salt and the costs that it was made with.
public struct PasswordHash: Sendable, Hashable {
    /// How hard a guess is.
    public struct Cost: Sendable, Hashable {
        /// The logarithm of N, which memory and time grow with.
        public var logN: Int
        /// The block size r: a hash takes 128·r·N bytes of memory.
        public var blockSize: Int
        /// The parallelization p, which time grows with.
        public var parallelization: Int

        /// A cost; scrypt refuses what makes no sense.
        public init(logN: Int, blockSize: Int, parallelization: Int) {
            (self.logN, self.blockSize, self.parallelization) = (logN, blockSize, parallelization)
        }

        /// N = 2^17, r = 8, p = 1: 128 MiB and some tenths of a second (OWASP Password Storage Cheat Sheet).
        public static let recommended = Cost(logN: 17, blockSize: 8, parallelization: 1)
    }

    /// What it was made with.
    public let cost: Cost
    private let salt: [UInt8]
    private let key: [UInt8]

    private static let (saltLength, keyLength) = (16, 32)
    /// No stored cost makes a hash take more memory than this, in bytes.
    private static let mostMemory: UInt64 = 1 << 30

    private init(cost: Cost, salt: [UInt8], key: [UInt8]) { (self.cost, self.salt, self.key) = (cost, salt, key) }

    /// One that no password has, made without hashing: to compare with where there is none, so that it takes as long.
    public static func ofNobody(cost: Cost = .recommended) throws(TLSError) -> PasswordHash {
        PasswordHash(
            cost: cost,
            salt: try SecureRandom.bytes(saltLength),
            key: try SecureRandom.bytes(keyLength)
        )
    }

    /// Hashes a password under a new salt. Blocks for as long as the cost says.
    public init(of password: String, cost: Cost = .recommended) throws(TLSError) {
        let salt = try SecureRandom.bytes(Self.saltLength)
        (self.cost, self.salt) = (cost, salt)
        key = try Self.derived(password, salt, cost)
    }

    /// Whether it is of this password. Blocks like making one; how long the comparison takes says nothing.
    public func matches(_ password: String) throws(TLSError) -> Bool {
        ConstantTime.equal(try Self.derived(password, salt, cost), key)
    }

    private static func derived(_ password: String, _ salt: [UInt8], _ cost: Cost) throws(TLSError) -> [UInt8] {
        guard (1...62).contains(cost.logN), cost.blockSize > 0, cost.parallelization > 0 else {
            throw TLSError(.configuration, in: "EVP_PBE_scrypt", "the costs of a password's hash make no sense")
        }
        TLSLibrary.start()
        ErrorQueue.clear()
        let bytes = Array(password.utf8)
        var key = [UInt8](repeating: 0, count: keyLength)
        let result = bytes.withUnsafeBytes { bytes in
            EVP_PBE_scrypt(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                bytes.count,
                salt,
                salt.count,
                1 << UInt64(cost.logN),
                UInt64(cost.blockSize),
                UInt64(cost.parallelization),
                mostMemory,
                &key,
                key.count
            )
        }
        try ErrorQueue.check(result, "EVP_PBE_scrypt")
        return key
    }
}

extension PasswordHash {
    /// As text: `$scrypt$ln=17,r=8,p=1$SALT$KEY`, salt and key in hexadecimal digits.
    public var text: String {
        "$scrypt$ln=\(cost.logN),r=\(cost.blockSize),p=\(cost.parallelization)$\(Self.hex(salt))$\(Self.hex(key))"
    }

    /// Reads what `text` wrote; nil when it is something else.
    public init?(text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = Self.cost(parts[2]),
            let salt = Self.bytes(parts[3]), let key = Self.bytes(parts[4]), key.count == Self.keyLength
        else { return nil }
        (self.cost, self.salt, self.key) = (cost, salt, key)
    }

    private static func cost(_ text: String) -> Cost? {
        var numbers: [Int] = []
        for (part, name) in zip(text.split(separator: ","), ["ln=", "r=", "p="]) where part.hasPrefix(name) {
            if let number = Int(part.dropFirst(name.count)) { numbers.append(number) }
        }
        guard numbers.count == 3 else { return nil }
        return Cost(logN: numbers[0], blockSize: numbers[1], parallelization: numbers[2])
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

/// Comparisons whose time says nothing about where two secrets differ (CRYPTO_memcmp(3)).
public enum ConstantTime {
    /// Whether both are the same bytes; only their lengths show in the time that it takes.
    public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
