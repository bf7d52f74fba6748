/// Base64 in both alphabets (RFC 4648 §4, §5).
enum Base64Text {
    /// The bytes; nil for text that is not base64 or too odd to have been meant as such.
    static func decoded(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        var buffer: UInt32 = 0
        var count = 0
        var hasEnded = false
        for byte in text.utf8 {
            guard byte != 0x3D else {
                hasEnded = true
                continue
            }
            guard !hasEnded, let value = value(of: byte) else { return nil }
            buffer = buffer << 6 | UInt32(value)
            count += 1
            if count == 4 {
                result += [UInt8(truncatingIfNeeded: buffer >> 16), UInt8(truncatingIfNeeded: buffer >> 8)]
                result.append(UInt8(truncatingIfNeeded: buffer))
                (buffer, count) = (0, 0)
            }
        }
        switch count {
        case 1: return nil
        case 2: result.append(UInt8(truncatingIfNeeded: buffer >> 4))
        case 3: result += [UInt8(truncatingIfNeeded: buffer >> 10), UInt8(truncatingIfNeeded: buffer >> 2)]
        default: break
        }
        return result.isEmpty ? nil : result
    }

    /// The standard alphabet with padding.
    static func encoded(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let rest = bytes.count - start
            let first = UInt32(bytes[start]) << 16
            let second = rest > 1 ? UInt32(bytes[start + 1]) << 8 : 0
            let third = rest > 2 ? UInt32(bytes[start + 2]) : 0
            let group = first | second | third
            result.append(alphabet[Int(group >> 18)])
            result.append(alphabet[Int(group >> 12 & 63)])
            result.append(rest > 1 ? alphabet[Int(group >> 6 & 63)] : 0x3D)
            result.append(rest > 2 ? alphabet[Int(group & 63)] : 0x3D)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61 + 26
        case 0x30...0x39: byte - 0x30 + 52
        case 0x2B, 0x2D: 62
        case 0x2F, 0x5F: 63
        default: nil
        }
    }
}
