internal import Model
internal import Templating

/// Conditions of texts that may hold variables: what nobody knows may be anything.
enum CollectionText {
    /// On a parameter of the query; a value of nil stands for any.
    static func condition(_ name: String, _ value: String?, _ variables: CollectionVariables) -> Condition {
        guard let value = value.map({ variables.marked($0) }), !value.contains(CollectionVariables.unknown) else {
            return .check(name, .any)
        }
        return .check(name, .equals, .string(PercentEncoding.decoded(value, plusIsSpace: true)))
    }

    /// On content as it is written; nil when a variable stands where the content cannot be taken apart.
    static func conditions(_ text: String, contentType: String, _ variables: CollectionVariables) -> [Condition]? {
        let isJSON =
            MediaTypeName(contentType).isJSON || text.first { !$0.isWhitespace }.map { "{[".contains($0) } == true
        let marked = isJSON ? variables.markedJSON(text) : variables.marked(text)
        let body = RequestBody(content: Array(marked.utf8), contentType: contentType)
        guard let value = body.value else { return [] }
        let isOpen = marked.contains(CollectionVariables.unknown)
        if isOpen, body.form == .text { return nil }
        return conditions(on: value, limit: isOpen || body.form == .form ? .max : RequestContent.valueLimit)
    }

    /// On the values of a content; a value that holds an unknown variable may be anything.
    static func conditions(on content: JSON, limit: Int = .max) -> [Condition] {
        RequestContent.conditions(on: content, limit: limit)
            .map { condition in
                guard case .check(let check) = condition, let text = check.value?.string,
                    text.contains(CollectionVariables.unknown)
                else { return condition }
                return .check(check.path, .any)
            }
    }

    /// On the pairs of a form; a value of nil stands for a file.
    static func conditions(
        ofForm pairs: [(name: String, value: String?)],
        _ variables: CollectionVariables
    ) -> [Condition] {
        var object = JSONObject()
        var files: [Condition] = []
        for (name, value) in pairs {
            let name = variables.resolved(name)
            guard let value else {
                files.append(.check("$" + ValuePath(steps: [.member(name)]).spelling, .any))
                continue
            }
            let text = JSON.string(variables.marked(value))
            object[name] = object[name].map { .array(($0.array ?? [$0]) + [text]) } ?? text
        }
        return (object.members.isEmpty ? [] : conditions(on: .object(object))) + files
    }

    /// On fields that say something about what is asked for, not about who asks.
    static func conditions(
        ofFields fields: [(name: String, value: String)],
        _ variables: CollectionVariables
    ) -> [Condition] {
        fields.filter { !isOfClient($0.name) && ResponseFields.isToken($0.name) }
            .map { name, value in
                let text = variables.marked(value)
                if text.contains(CollectionVariables.unknown) || isSecret(name) { return .check(name, .any) }
                return .check(name, .equals, .string(text))
            }
    }

    private static func isOfClient(_ name: String) -> Bool {
        [
            "accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-length",
            "content-type",
            "cookie", "host", "origin", "postman-token", "pragma", "referer", "user-agent",
        ]
        .contains(name.lowercased())
    }

    /// What must not be copied into a mock; that it is there is enough.
    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return name == "authorization"
            || ["token", "secret", "api-key", "apikey", "password"].contains { name.contains($0) }
    }
}
