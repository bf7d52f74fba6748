internal import Model

/// Reads JSONPath (RFC 9535, appendix A) from bytes by recursive descent. The filter half stands in another file.
struct JSONPathParser {
    let bytes: [UInt8]
    var position: Int
    /// Filters may nest; this bounds the stack that a text can take.
    var depth = 0

    init(_ bytes: [UInt8], at position: Int = 0) { (self.bytes, self.position) = (bytes, position) }

    /// The whole text as one query.
    mutating func document() throws(JSONPathError) -> [PathSegment] {
        guard take("$") else { throw error("a JSONPath starts with \"$\"") }
        let segments = try segments()
        guard position == bytes.count else { throw error("a segment (\".name\" or \"[…]\") should stand here") }
        return segments
    }

    /// As many segments as follow; blanks between them are part of the query only when a segment comes after them.
    mutating func segments() throws(JSONPathError) -> [PathSegment] {
        var segments: [PathSegment] = []
        while true {
            let start = position
            skipBlanks()
            guard let segment = try segment() else {
                position = start
                return segments
            }
            segments.append(segment)
        }
    }

    /// The segment that starts here; nil when none does.
    mutating func segment() throws(JSONPathError) -> PathSegment? {
        if peek == UInt8(ascii: "[") { return .children(try bracket()) }
        guard take(".") else { return nil }
        if take(".") {
            if peek == UInt8(ascii: "[") { return .descendants(try bracket()) }
            return .descendants([try dotSelector()])
        }
        return .children([try dotSelector()])
    }

    private mutating func dotSelector() throws(JSONPathError) -> PathSelector {
        if take("*") { return .wildcard }
        guard let name = memberName() else { throw error("a member's name or \"*\" should stand here") }
        return .name(name)
    }

    /// A name in shorthand notation (RFC 9535 §2.5.1.1); nil when none starts here.
    mutating func memberName() -> String? {
        guard let first = peek, Self.isNameStart(first) else { return nil }
        let start = position
        while let byte = peek, Self.isNameStart(byte) || byte &- 0x30 < 10 { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    static func isNameStart(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte >= 0x80 }

    /// `[selector, selector, …]`.
    mutating func bracket() throws(JSONPathError) -> [PathSelector] {
        position += 1
        var selectors: [PathSelector] = []
        repeat {
            skipBlanks()
            selectors.append(try selector())
            skipBlanks()
        } while take(",")
        guard take("]") else { throw error("\"]\" or a comma is missing") }
        return selectors
    }

    private mutating func selector() throws(JSONPathError) -> PathSelector {
        switch peek {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .name(try string())
        case UInt8(ascii: "*"):
            position += 1
            return .wildcard
        case UInt8(ascii: "?"):
            position += 1
            skipBlanks()
            return .filter(try filter())
        default: return try indexOrSlice()
        }
    }

    private mutating func indexOrSlice() throws(JSONPathError) -> PathSelector {
        let start = try integer()
        let afterStart = position
        skipBlanks()
        guard take(":") else {
            position = afterStart
            guard let start else { throw error("a name in quotes, a number, \"*\" or \"?\" should stand here") }
            return .index(start)
        }
        skipBlanks()
        let end = try integer()
        let afterEnd = position
        skipBlanks()
        guard take(":") else {
            position = afterEnd
            return .slice(start: start, end: end, step: 1)
        }
        skipBlanks()
        return .slice(start: start, end: end, step: try integer() ?? 1)
    }

    /// An integer within the range of I-JSON, without a leading zero; nil when none starts here.
    private mutating func integer() throws(JSONPathError) -> Int? {
        let start = position
        let isNegative = take("-")
        let digits = position
        while let byte = peek, byte &- 0x30 < 10 { position += 1 }
        guard position > digits else {
            if isNegative { throw error("a digit should stand here") }
            return nil
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard bytes[digits] != UInt8(ascii: "0") || (position == digits + 1 && !isNegative), let number = Int(text),
            number.magnitude <= 9_007_199_254_740_991
        else { throw JSONPathError(position: start, reason: "\(text) is not an index") }
        return number
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes.count - position >= wanted.count else { return false }
        for offset in 0..<wanted.count where bytes[position + offset] != wanted[offset] { return false }
        position += wanted.count
        return true
    }

    mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    func error(_ reason: String) -> JSONPathError { JSONPathError(position: position, reason: reason) }
}
