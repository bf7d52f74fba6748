internal import Model

/// The body of a request as conditions.
enum PostmanBody {
    static func conditions(
        _ request: ImportCursor,
        type: String?,
        _ variables: CollectionVariables,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [Condition] {
        guard let body = request["body"], try body.bool("disabled") != true, let mode = try body.string("mode") else {
            return []
        }
        switch mode {
        case "raw": return try raw(body, type, variables, &draft)
        case "urlencoded": return try CollectionText.conditions(ofForm: pairs(body.list("urlencoded")), variables)
        case "formdata": return try CollectionText.conditions(ofForm: pairs(body.list("formdata")), variables)
        case "graphql": return try graphQL(body, variables)
        case "file":
            draft.note(body.path, "the file is not part of the collection; any body matches")
            return [.check("$", .any)]
        default: throw body.error("\"\(mode)\" is no mode of a body")
        }
    }

    private static func raw(
        _ body: ImportCursor,
        _ type: String?,
        _ variables: CollectionVariables,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [Condition] {
        guard let text = try body.text("raw"), !text.isEmpty else { return [] }
        let isJSON = body["options"]?["raw"]?["language"]?.value == "json"
        let type = type ?? (isJSON ? "application/json" : "")
        if let conditions = CollectionText.conditions(text, contentType: type, variables) { return conditions }
        draft.note(body.path, "a text with variables is not compared; any body matches")
        return [.check("$", .any)]
    }

    /// A file's value is nil.
    private static func pairs(_ list: [ImportCursor]) throws(ImportError) -> [(name: String, value: String?)] {
        var pairs: [(name: String, value: String?)] = []
        for pair in list where try pair.bool("disabled") != true {
            guard let name = try pair.text("key"), !name.isEmpty else { continue }
            let isFile = try pair.string("type") == "file"
            pairs.append((name, isFile ? nil : try pair.text("value") ?? ""))
        }
        return pairs
    }

    private static func graphQL(
        _ body: ImportCursor,
        _ variables: CollectionVariables
    ) throws(ImportError) -> [Condition] {
        guard let graphQL = body["graphql"] else { return [] }
        var content: JSONObject = [:]
        if let query = try graphQL.text("query") { content["query"] = .string(variables.marked(query)) }
        if let name = try graphQL.text("operationName"), !name.isEmpty { content["operationName"] = .string(name) }
        if let values = graphQL["variables"] {
            let json = values.value.string.flatMap { try? JSON.parse(variables.markedJSON($0)) } ?? values.value
            if !json.isLeaf { content["variables"] = json }
        }
        return content.members.isEmpty ? [] : CollectionText.conditions(on: .object(content))
    }
}
