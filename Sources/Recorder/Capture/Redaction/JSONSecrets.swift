internal import Glibc
internal import Model

/// Finds secrets in JSON by the names of its members, without reading it as a whole: text that is cut off, lines of
/// JSON, and JSON inside strings of JSON are searched as well.
///
/// Only colons are looked for; what stands before one tells whether it follows a member's name.
struct JSONSecrets {
    let names: NameSet

    func spans(in bytes: UnsafeBufferPointer<UInt8>) -> [SecretSpan] {
        guard let base = bytes.baseAddress else { return [] }
        var spans: [SecretSpan] = []
        var position = 0
        while position < bytes.count,
            let found = memchr(base + position, Int32(UInt8(ascii: ":")), bytes.count - position)
        {
            let colon = base.distance(to: UnsafePointer(found.assumingMemoryBound(to: UInt8.self)))
            position = colon + 1
            guard let name = memberName(in: bytes, before: colon), let rule = names.rule(for: bytes[name.range])
            else {
                continue
            }
            var reader = JSONValueSpans(bytes: bytes, position: position, backslashes: name.backslashes)
            let found = reader.values().filter { rule.holds(for: $0.secret, isText: $0.isText) }
            // What is no secret may hold one, as JSON within a string.
            guard !found.isEmpty else { continue }
            spans += found.filter { !$0.secret.isEmpty && !Placeholder.isOne($0.secret) }
                .map { $0.span(rule: "body \(rule.spelling)") }
            position = reader.position
        }
        return spans
    }

    /// The name between quotes that stands before a colon, and how many backslashes each quote has: none in JSON, one in
    /// JSON within a string of JSON, three in the next level.
    private func memberName(
        in bytes: UnsafeBufferPointer<UInt8>,
        before colon: Int
    ) -> (range: Range<Int>, backslashes: Int)? {
        var end = colon - 1
        while end >= 0, isJSONSpace(bytes[end]) { end -= 1 }
        guard end > 0, bytes[end] == UInt8(ascii: "\"") else { return nil }
        var nameEnd = end
        while nameEnd > 0, bytes[nameEnd - 1] == UInt8(ascii: "\\") { nameEnd -= 1 }
        var start = nameEnd
        let longest = max(0, nameEnd - 64)
        while start > longest, bytes[start - 1] != UInt8(ascii: "\"") { start -= 1 }
        guard start > longest || (start > 0 && bytes[start - 1] == UInt8(ascii: "\"")) else { return nil }
        return (start..<nameEnd, end - nameEnd)
    }
}

/// A string or a number: where its text stands, and what the text says.
struct JSONScalar {
    let range: Range<Int>
    let secret: [UInt8]
    /// What a string in its place needs around it.
    let quote: [UInt8]

    var isText: Bool { quote.isEmpty }

    func span(rule: String) -> SecretSpan { SecretSpan(range: range, secret: secret, rule: rule, quote: quote) }
}

/// Reads the value after a member's name: a string, a number, or an array of them.
struct JSONValueSpans {
    let bytes: UnsafeBufferPointer<UInt8>
    var position: Int
    /// How many backslashes stand before each quote of this level.
    let backslashes: Int

    /// The spans of the value and what they hold; nothing for an object, `true`, `false` and `null`.
    mutating func values() -> [JSONScalar] {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "[") else { return value().map { [$0] } ?? [] }
        position += 1
        var all: [JSONScalar] = []
        repeat {
            skipSpace()
            guard let next = value() else { break }
            all.append(next)
            skipSpace()
        } while take(UInt8(ascii: ","))
        return all
    }

    /// One string or number.
    mutating func value() -> JSONScalar? {
        let start = position
        while position < bytes.count, bytes[position] == UInt8(ascii: "\\"), position - start < backslashes {
            position += 1
        }
        if position - start == backslashes, take(UInt8(ascii: "\"")) { return string() }
        position = start
        while position < bytes.count, isNumberByte(bytes[position]) { position += 1 }
        guard position > start else { return nil }
        let quote = [UInt8](repeating: UInt8(ascii: "\\"), count: backslashes) + [UInt8(ascii: "\"")]
        return JSONScalar(range: start..<position, secret: Array(bytes[start..<position]), quote: quote)
    }

    /// A quote ends the string when the backslashes before it are those of its level, escaped backslashes not counted.
    /// One with fewer ends the string around it. A string that is cut off reaches to the end.
    private mutating func string() -> JSONScalar {
        let start = position
        var run = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\""), run <= backslashes || run % (2 * (backslashes + 1)) == backslashes {
                let end = position - run
                if run == backslashes { position += 1 }
                return content(start..<max(end + max(0, run - backslashes), start))
            }
            run = byte == UInt8(ascii: "\\") ? run + 1 : 0
            position += 1
        }
        return content(start..<position)
    }

    private func content(_ range: Range<Int>) -> JSONScalar {
        var text = Array(bytes[range])
        var levels = backslashes
        while text.contains(UInt8(ascii: "\\")) {
            guard case .string(let plain)? = try? JSON.parse([0x22] + text + [0x22]) else { break }
            text = Array(plain.utf8)
            guard levels > 0 else { break }
            levels /= 2
        }
        return JSONScalar(range: range, secret: text, quote: [])
    }

    private mutating func skipSpace() {
        while position < bytes.count, isJSONSpace(bytes[position]) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func isNumberByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || byte == 0x2D || byte == 0x2B || byte == 0x2E || byte == 0x45 || byte == 0x65
    }
}

func isJSONSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
