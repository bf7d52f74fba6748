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
        return String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for (index, byte) in bytes.enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    text[place] = 0x2D
                    place += 1
                }
                text[place] = hexDigit(byte >> 4)
                text[place + 1] = hexDigit(byte & 15)
                place += 2
            }
            return place
        }
    }

    /// Two lower-case digits a byte.
    static func hex(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = hexDigit(byte >> 4)
                text[2 * index + 1] = hexDigit(byte & 15)
            }
            return 2 * bytes.count
        }
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x57 + nibble }

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
