/// Strings in JSONPath: single or double quotes, with the escapes of JSON (RFC 9535 §2.3.1.1).
extension JSONPathParser {
    /// The string that starts at the quote here.
    mutating func string() throws(JSONPathError) -> String {
        let start = position
        let quote = bytes[position]
        position += 1
        var content: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case quote: return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): content.append(contentsOf: try escape(quote: quote))
            case 0..<0x20: throw error("a control character must be written as an escape")
            default: content.append(byte)
            }
        }
        throw JSONPathError(position: start, reason: "this string has no end")
    }

    private mutating func escape(quote: UInt8) throws(JSONPathError) -> [UInt8] {
        guard let byte = peek else { throw error("the text ends inside a string") }
        position += 1
        switch byte {
        case quote, UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try unicodeScalar())).utf8)
        default: throw error("\"\\\(Character(Unicode.Scalar(byte)))\" is no escape")
        }
    }

    private mutating func unicodeScalar() throws(JSONPathError) -> Unicode.Scalar {
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take("\\u") else { throw error("half of a surrogate pair stands alone") }
        let second = try fourHexDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("half of a surrogate pair stands alone") }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONPathError) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Self.hexDigit(byte) else {
                throw error("four hex digits should follow \\u")
            }
            number = number << 4 | digit
            position += 1
        }
        return number
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte) - 0x30
        case 0x41...0x46: UInt32(byte) - 0x37
        case 0x61...0x66: UInt32(byte) - 0x57
        default: nil
        }
    }
}
