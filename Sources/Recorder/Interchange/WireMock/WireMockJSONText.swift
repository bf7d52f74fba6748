internal import Model
internal import Templating

/// A body that is JSON once its tags are values: `{"sku": {{toJson (jsonPath request.body '$.sku')}}}`. Values that `toJson` spells
/// keep their type, as an expression of ours that stands alone does.
struct WireMockJSONText {
    private var text = ""
    /// The tags by their numbers, as they stand in the body.
    private var tags: [String] = []
    /// Tags that stand for a value of their own, and are no part of a string.
    private var values: Set<Int> = []
    private var isInString = false

    /// A character that no text means; a number follows it, and the same again.
    private static let mark: Character = "\u{F8FF}"

    /// The payload; nil for a body in which no value is spelled by `toJson`, or that is no JSON.
    static func payload(_ body: String, _ translation: inout WireMockText) -> JSON? {
        guard body.contains("toJson "), !body.contains(mark) else { return nil }
        var reader = WireMockJSONText()
        for part in HandlebarsReader.parts(of: body) {
            switch part {
            case .text(let text): reader.add(text)
            case .call(_, let source), .other(let source): reader.add(tag: source)
            }
        }
        guard let json = try? JSON.parse(Array(reader.text.utf8), depthLimit: Interchange.depthLimit) else {
            return nil
        }
        return reader.translated(json, &translation)
    }

    private mutating func add(_ part: String) {
        var isEscaped = false
        for character in part {
            if character == "\"", !isEscaped { isInString.toggle() }
            isEscaped = character == "\\" && !isEscaped
        }
        text += part
    }

    private mutating func add(tag source: String) {
        let place = "\(Self.mark)\(tags.count)\(Self.mark)"
        if !isInString { values.insert(tags.count) }
        text += isInString ? place : "\"\(place)\""
        tags.append(source)
    }

    private func translated(_ value: JSON, _ translation: inout WireMockText) -> JSON {
        switch value {
        case .string(let text): return .string(template(text, &translation))
        case .array(let elements):
            var result: [JSON] = []
            for element in elements { result.append(translated(element, &translation)) }
            return .array(result)
        case .object(let object):
            var result = JSONObject()
            for member in object.members {
                result.members.append(
                    .init(template(member.name, &translation), translated(member.value, &translation))
                )
            }
            return .object(result)
        case .null, .bool, .number: return value
        }
    }

    private func template(_ text: String, _ translation: inout WireMockText) -> String {
        let parts = text.split(separator: Self.mark, omittingEmptySubsequences: false)
        if parts.count == 3, parts[0].isEmpty, parts[2].isEmpty, let number = Int(parts[1]), values.contains(number) {
            return Self.expression(tags[number], &translation)
        }
        var source = ""
        for (index, part) in parts.enumerated() {
            if index % 2 == 1 {
                source += Int(part).map { tags[$0] } ?? ""
            } else {
                source += String(part).replacing("{{", with: "\\{{")
            }
        }
        return translation.template(source)
    }

    /// The expression of a tag that stands for a value. Other tags than `toJson` spell numbers there.
    private static func expression(_ tag: String, _ translation: inout WireMockText) -> String {
        let content = tag.drop { $0 == "{" }.reversed().drop { $0 == "}" }.reversed()
        let words = String(content)
        guard words.hasPrefix("toJson ") else {
            let expression = translation.template(tag)
            return ReadExpression.whole(expression)?.valueType == .number ? expression : "$.toNumber(\(expression))"
        }
        var inner = words.dropFirst("toJson ".count)[...]
        if inner.hasPrefix("("), inner.hasSuffix(")") { inner = inner.dropFirst().dropLast() }
        return translation.template("{{\(inner)}}")
    }
}
