internal import Model

/// A template that reads nothing but the request's content, worked out here so that it is known what fresh values must
/// become.
enum RequestTemplate {
    /// What the template gives for a request; nil when it reads anything else or uses a function.
    static func value(_ template: String, request: JSON) -> JSON? {
        if template.hasPrefix("$.req"), let (value, rest) = read(template[...], request), rest.isEmpty { return value }
        var result = ""
        var rest = template[...]
        while let range = rest.firstRange(of: "${") {
            result += rest[..<range.lowerBound]
            guard let (value, after) = read(rest[range.upperBound...], request), after.first == "}" else { return nil }
            result += value.textValue
            rest = after.dropFirst()
        }
        guard !rest.contains("$."), !result.contains("$.") else { return nil }
        return .string(result + rest)
    }

    private static func read(_ text: Substring, _ request: JSON) -> (value: JSON, rest: Substring)? {
        guard text.hasPrefix("$.req"), !text.hasPrefix("$.reqHeader") else { return nil }
        var rest = text.dropFirst("$.req".count)
        let path = FreshRequest.readPath(&rest)
        return path.value(in: request).map { ($0, rest) }
    }
}
