public import Model

/// Why a file of redaction rules could not be used.
public struct RedactionRulesError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, where, and what would be right.
    public var description: String
}

extension RedactionRules {
    private static let keys = ["fields", "query", "body", "words", "keep", "shapes"]

    /// Reads what `--redact FILE` names: `{"fields": [], "query": [], "body": [], "words": [], "keep": []}`, each key
    /// optional, its names added to the standard ones; `keep` takes names out.
    ///
    /// - Parameter name: what errors call the file.
    /// - Throws: with the JSON path of what is wrong.
    public static func read(_ bytes: [UInt8], name: String) throws(RedactionRulesError) -> RedactionRules {
        let value: JSON
        do throws(JSONError) {
            value = try JSON.parse(bytes)
        } catch {
            throw RedactionRulesError(description: "the redaction rules \(name) are not JSON: \(error)")
        }
        return standard.adding(try rules(from: value, name: name))
    }

    /// The rules as JSON, as a recording keeps them.
    public var json: JSON {
        func list(_ names: [String]) -> JSON { .array(names.map(JSON.string)) }
        return [
            "fields": list(fields), "query": list(query), "body": list(body), "words": list(words), "keep": list(kept),
            "shapes": list(shapes),
        ]
    }

    /// Reads what `json` wrote: exactly these rules, nothing added.
    public init(json: JSON) throws(RedactionRulesError) {
        self = try Self.rules(from: json, name: "of the recording")
    }

    private static func rules(from value: JSON, name: String) throws(RedactionRulesError) -> RedactionRules {
        func failure(_ reason: String) -> RedactionRulesError {
            RedactionRulesError(description: "the redaction rules \(name) are wrong: \(reason)")
        }
        guard let object = value.object else {
            throw failure(
                "$ is a \(value.kindName); it should be an object with the keys \(keys.joined(separator: ", "))"
            )
        }
        var lists: [String: [String]] = [:]
        for member in object.members {
            guard keys.contains(member.name) else {
                throw failure("$.\(member.name) is unknown; known are \(keys.joined(separator: ", "))")
            }
            guard let elements = member.value.array else {
                throw failure("$.\(member.name) is a \(member.value.kindName); it should be an array of names")
            }
            for (index, element) in elements.enumerated() {
                guard let text = element.string, !text.isEmpty else {
                    throw failure("$.\(member.name)[\(index)] is not a name; it should be a string that is not empty")
                }
                if member.name == "body", text.hasPrefix("$"), SecretPath(text) == nil {
                    throw failure(
                        "$.body[\(index)] \"\(text)\" is no path; paths are made of .name, [0], [*] and .*"
                    )
                }
                if member.name == "shapes", SecretKind.shaped.allSatisfy({ $0.rawValue != text }) {
                    let known = SecretKind.shaped.map(\.rawValue).joined(separator: ", ")
                    throw failure("$.shapes[\(index)] \"\(text)\" is no sort of key; known are \(known)")
                }
                if member.name == "words", TellingWords.letters(text).count < 3 {
                    throw failure("$.words[\(index)] \"\(text)\" is too short; a word has three letters or more")
                }
                lists[member.name, default: []].append(text)
            }
        }
        return RedactionRules(
            fields: lists["fields"] ?? [],
            query: lists["query"] ?? [],
            body: lists["body"] ?? [],
            words: lists["words"] ?? [],
            kept: lists["keep"] ?? [],
            shapes: lists["shapes"] ?? []
        )
    }
}
