internal import Codings
internal import Console
internal import Model

/// Hides values of a content: members of JSON by their name or their path, and pairs of forms by their name.
struct BodyMask: Sendable {
    /// A step of a path from the top.
    private enum Step: Sendable {
        case member(String)
        case element(Int)
        case anyElement
    }

    /// In lower case; these are hidden wherever they stand.
    private let names: Set<String>
    private let paths: [[Step]]
    private let value: String

    /// More decoded content is not looked into.
    static let limit = 8 << 20

    /// Nil when nothing is to be hidden.
    init?(_ message: TrafficModifications.Message) {
        guard !message.masks.isEmpty else { return nil }
        value = message.maskValue
        names = Set(message.masks.filter { !$0.hasPrefix("$") }.map { $0.lowercased() })
        paths = message.masks.filter { $0.hasPrefix("$") }.map(Self.steps)
    }

    /// Whether a message with these fields has a content that is looked into.
    static func looksInto(_ fields: FieldSection) -> Bool {
        let type = (fields.first("Content-Type") ?? "").lowercased()
        return type.contains("json") || type.contains("form-urlencoded")
    }

    /// The content with its codings undone and what is to be hidden hidden; nil when there is nothing to hide in it.
    func masked(_ content: [UInt8], _ fields: FieldSection) -> [UInt8]? {
        let codings = fields.all(named: "Content-Encoding").joined(separator: ", ")
        guard
            let plain = codings.isEmpty
                ? content : try? ContentCoding.decode(content, codings: codings, limit: Self.limit)
        else { return nil }
        if fields.first("Content-Type")?.lowercased().contains("form-urlencoded") == true { return maskedForm(plain) }
        guard let json = try? JSON.parse(plain) else { return nil }
        let masked = paths.reduce(hidingNames(json)) { hiding($1[...], in: $0) }
        return masked == json ? nil : masked.serialized()
    }

    private func hidingNames(_ json: JSON) -> JSON {
        guard !names.isEmpty else { return json }
        switch json {
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.map { member in
                        let isHidden = names.contains(member.name.lowercased()) && member.value != .null
                        return JSONObject.Member(member.name, isHidden ? .string(value) : hidingNames(member.value))
                    }
                )
            )
        case .array(let elements): return .array(elements.map(hidingNames))
        case .null, .bool, .number, .string: return json
        }
    }

    private func hiding(_ steps: ArraySlice<Step>, in json: JSON) -> JSON {
        guard let step = steps.first else { return .string(value) }
        let rest = steps.dropFirst()
        switch (step, json) {
        case (.member(let name), .object(var object)):
            guard let old = object[name] else { return json }
            object[name] = hiding(rest, in: old)
            return .object(object)
        case (.element(let index), .array(var elements)):
            guard elements.indices.contains(index) else { return json }
            elements[index] = hiding(rest, in: elements[index])
            return .array(elements)
        case (.anyElement, .array(let elements)): return .array(elements.map { hiding(rest, in: $0) })
        default: return json
        }
    }

    private func maskedForm(_ content: [UInt8]) -> [UInt8]? {
        let pairs = String(decoding: content, as: UTF8.self).split(separator: "&", omittingEmptySubsequences: false)
        var hasHidden = false
        let masked = pairs.map { pair -> String in
            let name = pair.prefix { $0 != "=" }
            guard names.contains(PercentEncoding.decoded(name, plusIsSpace: true).lowercased()) else {
                return String(pair)
            }
            hasHidden = true
            return "\(name)=\(PercentEncoding.encoded(value))"
        }
        return hasHidden ? Array(masked.joined(separator: "&").utf8) : nil
    }

    /// `$.cards[*].number`: names between dots, elements in brackets.
    private static func steps(_ path: String) -> [Step] {
        path.dropFirst().split(separator: ".")
            .flatMap { part -> [Step] in
                let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
                let elements = pieces.dropFirst()
                    .map { piece -> Step in Int(piece.dropLast()).map(Step.element) ?? .anyElement }
                return (pieces[0].isEmpty ? [] : [.member(String(pieces[0]))]) + elements
            }
    }
}
