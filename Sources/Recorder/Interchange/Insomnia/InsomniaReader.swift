internal import Model

/// Reads Insomnia's exports, version 4. They hold requests without responses.
enum InsomniaReader {
    static func read(_ root: ImportCursor, into draft: inout ImportDraft) throws(ImportError) {
        if let version = try root.int("__export_format"), version != 4 {
            throw root.error("version \(version) of Insomnia's exports is not read; export as \"Insomnia v4 (JSON)\"")
        }
        let resources = try root.required("resources").elements()
        var variables = CollectionVariables()
        variables.hasTags = true
        var folders: [String: (name: String, parent: String?)] = [:]
        for resource in resources {
            switch try resource.string("_type") {
            case "environment": define(resource["data"]?.value ?? .null, in: &variables)
            case "request_group":
                let name = try resource.text("name") ?? ""
                if let id = try resource.string("_id") { folders[id] = (name, try resource.string("parentId")) }
            default: break
            }
        }
        for resource in resources where try resource.string("_type")?.hasSuffix("request") == true {
            try read(request: resource, tags(of: resource, in: folders), variables, &draft)
        }
    }

    /// Scalars of the environment; those of nested objects by their path.
    private static func define(_ data: JSON, in variables: inout CollectionVariables) {
        data.visit { place, value in
            if value.isScalar, value != .null {
                variables.define(String(place.spelling.dropFirst()), as: value.textValue)
            }
        }
    }

    /// The folders that it lies in, the outermost first.
    private static func tags(
        of request: ImportCursor,
        in folders: [String: (name: String, parent: String?)]
    ) throws(ImportError) -> [String] {
        var tags: [String] = []
        var parent = try request.string("parentId")
        while let id = parent, let folder = folders[id], tags.count < folders.count {
            if !folder.name.isEmpty { tags.insert(folder.name, at: 0) }
            parent = folder.parent
        }
        return tags
    }

    private static func read(
        request: ImportCursor,
        _ tags: [String],
        _ variables: CollectionVariables,
        _ draft: inout ImportDraft
    ) throws(ImportError) {
        guard try request.string("_type") == "request" else {
            draft.note(request.path, "only HTTP requests become mocks")
            return
        }
        let matcher = try matcher(request, variables, &draft)
        draft.noteOnce(
            request.path,
            "Insomnia keeps no responses in its exports; the mocks answer 200 with an empty object"
        )
        var reply = ReplyTemplate()
        reply.payload = [:]
        let name = try request.text("name")
        draft.add(matcher, .fixed(reply), from: request.path) { mock in (mock.name, mock.tags) = (name, tags) }
    }

    private static func matcher(
        _ request: ImportCursor,
        _ variables: CollectionVariables,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> HTTPMatcher {
        let text = try request.string("url") ?? ""
        let url = CollectionURL(text, query: try query(request, url: text), variables: variables)
        if let host = url.unknownHost {
            draft.noteOnce("\(request.path).url", "the host \"\(host)\" is not known in the export; every host matches")
        }
        var matcher = url.matcher
        matcher.method = try request.string("method")?.uppercased() ?? "GET"
        matcher.fields = CollectionText.conditions(ofFields: try fields(request), variables)
        matcher.body = try body(request, variables, &draft)
        return matcher
    }

    private static func pairs(_ list: [ImportCursor]) throws(ImportError) -> [(name: String, value: String?)] {
        var pairs: [(name: String, value: String?)] = []
        for pair in list where try pair.bool("disabled") != true {
            guard let name = try pair.text("name"), !name.isEmpty else { continue }
            let isFile = try pair.string("type") == "file"
            pairs.append((name, isFile ? nil : try pair.text("value") ?? ""))
        }
        return pairs
    }

    private static func query(
        _ request: ImportCursor,
        url: String
    ) throws(ImportError) -> [(name: String, value: String?)]? {
        let pairs = try pairs(request.list("parameters"))
        guard let mark = url.firstIndex(of: "?") else { return pairs }
        let own = FormEncoding.pairs(of: url[url.index(after: mark)...])
            .map { (name: $0.name, value: Optional($0.value)) }
        return own + pairs
    }

    private static func fields(_ request: ImportCursor) throws(ImportError) -> [(name: String, value: String)] {
        try pairs(request.list("headers")).map { ($0.name, $0.value ?? "") }
    }

    private static func body(
        _ request: ImportCursor,
        _ variables: CollectionVariables,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [Condition] {
        guard let body = request["body"] else { return [] }
        if body["params"] != nil { return try CollectionText.conditions(ofForm: pairs(body.list("params")), variables) }
        if body["fileName"] != nil { return [.check("$", .any)] }
        guard let text = try body.text("text"), !text.isEmpty else { return [] }
        if let conditions = try CollectionText.conditions(text, contentType: body.string("mimeType") ?? "", variables) {
            return conditions
        }
        draft.note(body.path, "a text with variables is not compared; any body matches")
        return [.check("$", .any)]
    }
}
