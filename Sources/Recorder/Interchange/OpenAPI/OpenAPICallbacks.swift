internal import Model

/// The callbacks of an operation (OpenAPI 3.1 §4.8.18): what its system calls after it answered.
struct OpenAPICallbacks {
    let document: OpenAPIDocument

    private static let methods = ["post", "put", "patch", "get", "delete", "options", "head"]

    /// - Parameter parameters: what the path's names are called in the route.
    func callbacks(
        _ operation: ImportCursor,
        parameters: [String: String],
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [CallbackConfig] {
        var callbacks: [CallbackConfig] = []
        for (name, callback) in try operation["callbacks"]?.members() ?? [] {
            guard let callback = try document.resolved(callback, &draft) else { continue }
            for (expression, item) in try callback.members() where !expression.hasPrefix("x-") {
                guard let item = try document.resolved(item, &draft) else { continue }
                guard let url = RuntimeExpression(parameters: parameters).template(expression) else {
                    draft.note(
                        item.path,
                        "\"\(expression)\" cannot be told when the answer is sent; the callback is left out"
                    )
                    continue
                }
                for (method, call) in try item.members() where Self.methods.contains(method.lowercased()) {
                    var config = try config(call, method.uppercased(), url, &draft)
                    config.id = name
                    callbacks.append(config)
                }
            }
        }
        return callbacks
    }

    private func config(
        _ call: ImportCursor,
        _ method: String,
        _ url: String,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> CallbackConfig {
        var callback = CallbackConfig(target: .http(method: method, url: url))
        callback.trigger = .onSuccess
        guard let body = call["requestBody"], let resolved = try document.resolved(body, &draft) else {
            return callback
        }
        let all = try resolved["content"]?.members() ?? []
        guard let media = all.first(where: { MediaTypeName($0.name).isJSON }) ?? all.first else { return callback }
        callback.fields.append(CallbackField("Content-Type", .string(media.name)))
        if let example = media.cursor.value["example"]
            ?? media.cursor.value["examples"]?.object?.members.first?.value["value"]
        {
            callback.body = example.escapedForTemplates
        } else if let schema = media.cursor["schema"] {
            var sampler = SchemaSample(document: document, isRequest: true)
            callback.body = try sampler.sample(schema, &draft)
        }
        return callback
    }
}

/// Runtime expressions of OpenAPI (3.1 §4.8.20.4): `{$request.body#/url}`.
struct RuntimeExpression {
    let parameters: [String: String]

    /// A text with expressions in braces as a template; nil when one of them has no counterpart.
    func template(_ text: String) -> String? {
        if text.hasPrefix("$") { return expression(text) }
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            guard let expression = expression(String(rest[rest.index(after: open)..<close])) else { return nil }
            let isWhole = open == text.startIndex && rest.index(after: close) == text.endIndex
            result +=
                JSON.string(String(rest[..<open])).escapedForTemplates.textValue
                + (isWhole ? expression : "${\(expression)}")
            rest = rest[rest.index(after: close)...]
        }
        return result + JSON.string(String(rest)).escapedForTemplates.textValue
    }

    private func expression(_ text: String) -> String? {
        switch text {
        case "$method": return "$.method"
        case "$statusCode": return "$.statusCode"
        case "$request.body": return "$.req"
        case "$response.body": return "$.resp"
        default: break
        }
        func name(after prefix: String) -> String? {
            text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
        }
        if let pointer = name(after: "$request.body#") { return "$.req" + Self.steps(pointer) }
        if let pointer = name(after: "$response.body#") { return "$.resp" + Self.steps(pointer) }
        if let query = name(after: "$request.query.") { return RequestExpression.query(query) }
        if let field = name(after: "$request.header.") { return RequestExpression.field(field) }
        if let part = name(after: "$request.path.") { return RequestExpression.parameter(parameters[part] ?? part) }
        if let field = name(after: "$response.header.") {
            return RequestExpression.field(field).replacing("$.reqHeader", with: "$.respHeader", maxReplacements: 1)
        }
        return nil
    }

    /// A JSON pointer as the steps of a path.
    private static func steps(_ pointer: String) -> String {
        var path = ValuePath()
        for part in pointer.split(separator: "/") {
            let name = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            path = path.appending(Int(name).map { .element($0) } ?? .member(name))
        }
        return path.spelling
    }
}
