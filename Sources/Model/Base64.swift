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
        var text = text
        return text.withUTF8 { decoded($0) }
    }

    /// The same for a text's bytes.
    public static func decoded(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count / 4 * 3 + 3)
        var (bits, bitCount, isPadded, characterCount) = (UInt32(0), 0, false, 0)
        for byte in text where byte > 0x20 {
            let value = values[Int(byte)]
            if value == padding {
                isPadded = true
            } else if isPadded || value == other {
                return nil
            } else {
                characterCount += 1
                bits = bits << 6 | UInt32(value)
                bitCount += 6
                if bitCount >= 8 {
                    bitCount -= 8
                    result.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
                }
            }
        }
        return characterCount % 4 == 1 ? nil : result
    }

    /// What stands in `values` for `=`, and for what belongs to no alphabet.
    private static let (padding, other): (UInt8, UInt8) = (64, 65)

    /// The six bits that each byte stands for, in either alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: other, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        (values[Int(UInt8(ascii: "-"))], values[Int(UInt8(ascii: "_"))], values[Int(UInt8(ascii: "="))]) = (
            62, 63, padding
        )
        return values
    }()
}
