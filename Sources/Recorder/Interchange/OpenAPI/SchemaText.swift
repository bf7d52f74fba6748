internal import Model
internal import Templating

/// Texts of a schema's format, pattern and length.
enum SchemaText {
    private static let formats = [
        "uuid": "UUID", "email": "Email", "idn-email": "Email", "date-time": "DateTimeISO", "date": "Date",
        "time": "TimeString",
        "uri": "URL", "url": "URL", "uri-reference": "URL", "iri": "URL", "hostname": "DomainName",
        "idn-hostname": "DomainName",
        "ipv4": "IPv4", "ip": "IPv4", "ipv6": "IPv6", "mac": "MacAddress", "password": "Password", "phone": "Phone",
        "duration": "duration", "ulid": "ulid", "iban": "iban", "currency": "Currency", "country-code": "CountryCode",
    ]

    static func sample(_ schema: ImportCursor, _ draft: inout ImportDraft) -> JSON {
        let format = schema.value["format"]?.string ?? ""
        if let faker = formats[format] { return .string("$.fake.\(faker)") }
        if format == "byte" { return .string(Base64.encoded(Array("sample".utf8))) }
        if let pattern = schema.value["pattern"]?.string {
            if let shape = PatternShape.shape(of: pattern) {
                return .string("$.fake.pattern(\(TemplateArgument.quoted(shape)))")
            }
            draft.note("\(schema.path).pattern", "texts of \"\(pattern)\" cannot be made up; a word stands there")
        }
        return sized(schema.value)
    }

    private static func sized(_ schema: JSON) -> JSON {
        let least = schema["minLength"]?.int ?? 0
        let most = schema["maxLength"]?.int ?? .max
        if most <= 0 { return "" }
        if least <= 3, most >= 12 { return "$.fake.Word" }
        return .string("$.fake.pattern('[a-z]{\(min(max(least, min(8, most)), 200))}')")
    }
}

/// Shapes of `$.fake.pattern`, which knows no groups and no quantifiers but counts.
enum PatternShape {
    /// How often something without an upper bound is repeated at most, beyond its lower one.
    private static let extra = 7

    /// The shape of texts that a regular expression matches; nil when there is none.
    static func shape(of pattern: String) -> String? {
        var body = pattern[...]
        if body.first == "^" { body.removeFirst() }
        if body.last == "$", !body.hasSuffix("\\$") { body.removeLast() }
        var shape = ""
        var tokens = PatternPieces.tokens(of: String(body))[...]
        while let token = tokens.popFirst() {
            guard let piece = piece(token) else { return nil }
            shape += piece
            guard let count = count(&tokens) else { return nil }
            shape += count
        }
        return (try? Template("$.fake.pattern(\(TemplateArgument.quoted(shape)))")) == nil ? nil : shape
    }

    private static func piece(_ token: String) -> String? {
        switch token {
        case "\\w": return "[A-Za-z0-9_]"
        case ".", "(", ")", "|", "^", "$", "?", "*", "+": return nil
        default: break
        }
        if token.hasPrefix("[") {
            return token.hasPrefix("[^") || token.contains("\\") || token.contains("[:") ? classShape(token) : token
        }
        guard token.first == "\\", let escaped = token.last else {
            return token == "{" || token == "}" ? "\\\(token)" : token
        }
        return escaped == "d" || !escaped.isLetter ? token : nil
    }

    /// A class with the shorthands that can be written as ranges.
    private static func classShape(_ token: String) -> String? {
        guard !token.hasPrefix("[^"), !token.contains("[:") else { return nil }
        let shape = token.replacing("\\d", with: "0-9").replacing("\\w", with: "A-Za-z0-9_")
        let escapes = PatternPieces.tokens(of: String(shape.dropFirst().dropLast())).filter { $0.hasPrefix("\\") }
        return escapes.allSatisfy { $0.last.map { !$0.isLetter && !$0.isNumber } ?? false } ? shape : nil
    }

    /// What repeats the piece before; empty for once.
    private static func count(_ tokens: inout ArraySlice<String>) -> String? {
        switch tokens.first {
        case "?":
            tokens.removeFirst()
            return "{0,1}"
        case "*":
            tokens.removeFirst()
            return "{0,\(extra)}"
        case "+":
            tokens.removeFirst()
            return "{1,\(extra + 1)}"
        case "{":
            guard let end = tokens.firstIndex(of: "}") else { return nil }
            let parts = tokens[(tokens.startIndex + 1)..<end].joined()
                .split(separator: ",", omittingEmptySubsequences: false)
            tokens = tokens[(end + 1)...]
            guard let least = Int(parts[0]), least <= 200 else { return nil }
            if parts.count == 1 { return "{\(least)}" }
            return "{\(least),\(min(Int(parts[1]) ?? least + extra, 200))}"
        default: return ""
        }
    }
}
