/// The bytes of HTTP's grammar (RFC 9110 §5.6).
enum Octet {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let comma: UInt8 = 0x2C
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B

    /// One bit for each of the first 128 bytes: letters, digits and ``!#$%&'*+-.^_`|~`` make a token (RFC 9110 §5.6.2).
    private static let tokenBits: (low: UInt64, high: UInt64) = (0x03FF_6CFA_0000_0000, 0x57FF_FFFF_C7FF_FFFE)

    /// Whether the byte may stand in a token.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        byte < 64 ? tokenBits.low >> UInt64(byte) & 1 == 1 : byte < 128 && tokenBits.high >> UInt64(byte - 64) & 1 == 1
    }

    /// Whether the byte is a control character that no field value may hold; a tab may.
    @inline(__always)
    static func isForbiddenControl(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != tab) || byte == 0x7F }

    /// Whether the byte is a space or a tab.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// An ASCII letter in lower case; other bytes as they are.
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    /// The value of a hexadecimal digit.
    static func hexValue(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte - 0x30)
        case 0x41...0x46: Int(byte - 0x41 + 10)
        case 0x61...0x66: Int(byte - 0x61 + 10)
        default: nil
        }
    }

    /// Whether the bytes spell this lower-case name, in whatever case.
    @inline(__always)
    static func spells(_ bytes: UnsafeBufferPointer<UInt8>, _ name: StaticString) -> Bool {
        guard bytes.count == name.utf8CodeUnitCount else { return false }
        for index in 0..<bytes.count where lowercased(bytes[index]) != name.utf8Start[index] { return false }
        return true
    }

    /// The bytes without blanks at both ends.
    @inline(__always)
    static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var (start, end) = (0, bytes.count)
        while start < end, isBlank(bytes[start]) { start += 1 }
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        return UnsafeBufferPointer(rebasing: bytes[start..<end])
    }

    /// Calls the body with each non-empty member of a comma-separated list, blanks around it left out (RFC 9110 §5.6.1).
    static func forEachMember(of list: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var start = 0
        while start < list.count {
            var end = start
            while end < list.count, list[end] != comma { end += 1 }
            let member = trimmed(UnsafeBufferPointer(rebasing: list[start..<end]))
            if !member.isEmpty { body(member) }
            start = end + 1
        }
    }
}
