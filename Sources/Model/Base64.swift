/// Base64 (RFC 4648 §4), reading also the URL-safe alphabet (§5) and text without padding.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The bytes as text, with padding.
    public static func encoded(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let (first, second) = (bytes[index], index + 1 < bytes.count ? bytes[index + 1] : 0)
            let third = index + 2 < bytes.count ? bytes[index + 2] : 0
            result.append(alphabet[Int(first >> 2)])
            result.append(alphabet[Int((first & 3) << 4 | second >> 4)])
            result.append(index + 1 < bytes.count ? alphabet[Int((second & 15) << 2 | third >> 6)] : 0x3D)
            result.append(index + 2 < bytes.count ? alphabet[Int(third & 63)] : 0x3D)
            index += 3
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The alphabet for URLs without padding, as in tokens (RFC 7515 §2).
    public static func encodedForURL(_ bytes: [UInt8]) -> String {
        let text = encoded(bytes).utf8.filter { $0 != 0x3D }.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that a text stands for; white space is skipped. Nil when it is no base64.
    public static func decoded(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        var (bits, bitCount, isPadded, characterCount) = (UInt32(0), 0, false, 0)
        for byte in text.utf8 where byte > 0x20 {
            if byte == 0x3D {
                isPadded = true
                continue
            }
            guard !isPadded, let value = value(of: byte) else { return nil }
            characterCount += 1
            bits = bits << 6 | value
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
            }
        }
        return characterCount % 4 == 1 ? nil : result
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte) - 0x41
        case 0x61...0x7A: UInt32(byte) - 0x61 + 26
        case 0x30...0x39: UInt32(byte) - 0x30 + 52
        case 0x2B, 0x2D: 62
        case 0x2F, 0x5F: 63
        default: nil
        }
    }
}
