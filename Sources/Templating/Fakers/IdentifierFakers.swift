internal import Model

extension FakerKind {
    /// Identifiers that are made anew each time.
    static let identifiers: [String: FakerKind] = [
        "UUID": .text { uuid(version: 4, bytes: $0.bytes(16)) },
        "UUIDHyphenated": .text { uuid(version: 4, bytes: $0.bytes(16)) },
        "UUIDDigit": .text { chance in
            uuid(version: 4, bytes: chance.bytes(16)).filter { $0 != "-" }
        },
        "uuidV7": .value { context in
            let time = milliseconds(of: context.instant())
            return .string(uuid(version: 7, bytes: time + context.chance.bytes(10)))
        },
        "ulid": .value { context in
            let time = milliseconds(of: context.instant())
            return .string(text(of: time + context.chance.bytes(10), base: crockford, length: 26))
        },
        "ksuid": .value { context in
            // Seconds since 2014-05-13T16:53:20Z, then 16 random bytes.
            let seconds = UInt32(truncatingIfNeeded: context.instant().seconds - 1_400_000_000)
            return .string(text(of: bigEndian(seconds) + context.chance.bytes(16), base: base62, length: 27))
        },
        "nanoid": .text { chance in
            let alphabet = Array("_-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
            return String((0..<21).map { _ in chance.pick(alphabet) })
        },
        "hex_token": .text { hex($0.bytes(16)) },
    ]

    /// The bytes as a UUID of RFC 9562, with its version and variant bits set.
    static func uuid(version: UInt8, bytes: [UInt8]) -> String {
        var bytes = bytes
        bytes[6] = bytes[6] & 0x0F | version << 4
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(hex(bytes).utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (start, end) in [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)] {
            if start > 0 { text.append(0x2D) }
            text += digits[start..<end]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Two lower-case digits a byte.
    static func hex(_ bytes: [UInt8]) -> String {
        let alphabet = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [alphabet[Int($0 >> 4)], alphabet[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static let crockford = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let base62 = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Milliseconds since 1970 in six bytes, the highest first.
    private static func milliseconds(of instant: Timestamp) -> [UInt8] {
        let count = UInt64(max(0, instant.milliseconds))
        return (0..<6).reversed().map { UInt8(truncatingIfNeeded: count >> (8 * UInt64($0))) }
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }

    /// A big-endian number in another base, with zeros in front.
    private static func text(of bytes: [UInt8], base alphabet: [UInt8], length: Int) -> String {
        var number = bytes
        var digits: [UInt8] = []
        for _ in 0..<length {
            var rest = 0
            for index in number.indices {
                let value = rest << 8 | Int(number[index])
                number[index] = UInt8(value / alphabet.count)
                rest = value % alphabet.count
            }
            digits.append(alphabet[rest])
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
}
