internal import Model

/// Reads well-formed XML as a JSON-like value, as far as conditions and templates need it.
///
/// The document becomes an object of its root element. An element without attributes and children is its text; else
/// an object of its attributes (`@name`), its children (a list where a name repeats) and its text (`#text`) if there
/// is any. Names lose their prefix (`soap:Body` is `Body`). Entities are the five of XML and numeric ones; a document
/// type is skipped and never expanded.
struct XMLReader {
    private let bytes: [UInt8]
    private var position = 0

    /// The document's value; nil when it is not well-formed.
    static func parse(_ bytes: [UInt8]) -> JSON? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var reader = XMLReader(bytes: bytes)
        return reader.document()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func document() -> JSON? {
        skipMisc()
        guard let (name, value) = element(depth: 0) else { return nil }
        skipMisc()
        return position == bytes.count ? .object(JSONObject([JSONObject.Member(name, value)])) : nil
    }

    /// White space, comments, processing instructions and the document type.
    private mutating func skipMisc() {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]), position == 0 { position = 3 }
        while position < bytes.count {
            if bytes[position] <= 0x20 {
                position += 1
            } else if take("<!--") {
                skip(past: "-->")
            } else if take("<?") {
                skip(past: "?>")
            } else if take("<!DOCTYPE") {
                skipDocumentType()
            } else {
                return
            }
        }
    }

    private mutating func skipDocumentType() {
        var depth = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: "]") { depth -= 1 }
            if byte == UInt8(ascii: ">"), depth == 0 { return }
        }
    }

    private mutating func element(depth: Int) -> (String, JSON)? {
        guard depth < 256, take("<"), let name = name() else { return nil }
        var members: [(String, JSON)] = []
        while true {
            skipBlanks()
            if take("/>") { return (localName(name), members.isEmpty ? "" : collected(members)) }
            if take(">") { break }
            guard let attribute = attribute() else { return nil }
            if !attribute.name.hasPrefix("xmlns") { members.append(("@" + localName(attribute.name), attribute.value)) }
        }
        guard let text = content(of: name, into: &members, depth: depth) else { return nil }
        if members.isEmpty { return (localName(name), .string(text)) }
        let shown = trimmedText(text)
        if !shown.isEmpty { members.append(("#text", .string(shown))) }
        return (localName(name), collected(members))
    }

    /// Everything until the end tag: children go to `members`, the text is the result.
    private mutating func content(of name: String, into members: inout [(String, JSON)], depth: Int) -> String? {
        var text: [UInt8] = []
        while position < bytes.count {
            if take("</") {
                guard self.name() == name else { return nil }
                skipBlanks()
                return take(">") ? String(decoding: text, as: UTF8.self) : nil
            } else if take("<!--") {
                skip(past: "-->")
            } else if take("<![CDATA[") {
                let start = position
                skip(past: "]]>")
                text += bytes[start..<max(start, position - 3)]
            } else if take("<?") {
                skip(past: "?>")
            } else if bytes[position] == UInt8(ascii: "<") {
                guard let child = element(depth: depth + 1) else { return nil }
                members.append(child)
            } else {
                appendCharacter(to: &text)
            }
        }
        return nil
    }

    private mutating func attribute() -> (name: String, value: JSON)? {
        guard let name = name() else { return nil }
        skipBlanks()
        guard take("=") else { return nil }
        skipBlanks()
        guard position < bytes.count, [0x22, 0x27].contains(bytes[position]) else { return nil }
        let quote = bytes[position]
        position += 1
        var value: [UInt8] = []
        while position < bytes.count, bytes[position] != quote { appendCharacter(to: &value) }
        guard position < bytes.count else { return nil }
        position += 1
        return (name, .string(String(decoding: value, as: UTF8.self)))
    }

    private mutating func name() -> String? {
        let start = position
        while position < bytes.count, !Self.endsName(bytes[position]) { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    private static func endsName(_ byte: UInt8) -> Bool { byte <= 0x20 || [0x2F, 0x3C, 0x3D, 0x3E].contains(byte) }

    /// One character, or what a reference stands for; an unknown reference stays as it is.
    private mutating func appendCharacter(to text: inout [UInt8]) {
        let byte = bytes[position]
        position += 1
        guard byte == UInt8(ascii: "&"), let end = bytes[position...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
            let scalar = Self.scalar(named: String(decoding: bytes[position..<end], as: UTF8.self))
        else { return text.append(byte) }
        text += Array(String(Character(scalar)).utf8)
        position = end + 1
    }

    private static func scalar(named name: String) -> Unicode.Scalar? {
        switch name {
        case "lt": "<"
        case "gt": ">"
        case "amp": "&"
        case "quot": "\""
        case "apos": "'"
        case _ where name.hasPrefix("#x"): UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        case _ where name.hasPrefix("#"): UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
        default: nil
        }
    }

    private func localName(_ name: String) -> String {
        name.firstIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
    }

    private func trimmedText(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    private mutating func skipBlanks() {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    private mutating func skip(past text: StaticString) {
        while position < bytes.count {
            if take(text) { return }
            position += 1
        }
    }
}
