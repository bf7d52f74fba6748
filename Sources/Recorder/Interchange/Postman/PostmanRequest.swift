internal import Model

/// A request of a collection as a matcher.
enum PostmanRequest {
    /// - Parameter isOneOfMany: whether other requests of the item go to the same path, so that the values of path
    ///   variables tell them apart.
    static func matcher(
        _ request: ImportCursor,
        _ variables: CollectionVariables,
        isOneOfMany: Bool,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> HTTPMatcher {
        if let url = request.value.string {
            return try matcher(CollectionURL(url, query: nil, variables: variables), request, &draft)
        }
        let url = try CollectionURL(text(request), query: pairs(request), variables: variables)
        var matcher = try matcher(url, request, &draft)
        matcher.method = try request.string("method")?.uppercased() ?? "GET"
        if isOneOfMany { matcher.pathParameters += try pathConditions(request, url, variables) }
        let fields = try fields(request["header"])
        matcher.fields = CollectionText.conditions(ofFields: fields, variables)
        let type = fields.first { $0.name.lowercased() == "content-type" }?.value
        matcher.body = try PostmanBody.conditions(request, type: type, variables, &draft)
        return matcher
    }

    private static func matcher(
        _ url: CollectionURL,
        _ request: ImportCursor,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> HTTPMatcher {
        if let host = url.unknownHost {
            draft.noteOnce(
                "\(request.path).url",
                "the host \"\(host)\" is not known in the collection; every host matches"
            )
        }
        var matcher = url.matcher
        matcher.method = "GET"
        return matcher
    }

    /// The URL without its query, put together of its parts where it has any: `raw` may be out of date.
    private static func text(_ request: ImportCursor) throws(ImportError) -> String {
        guard let url = request["url"] else { return "/" }
        if let text = url.value.string { return text }
        guard url["host"] != nil || url["path"] != nil else { return try url.string("raw") ?? "/" }
        var text = try url.text("protocol").map { "\($0)://" } ?? ""
        text += try parts(url["host"], separator: ".")
        if let port = try url.text("port"), !port.isEmpty { text += ":\(port)" }
        let path = try parts(url["path"], separator: "/")
        return path.hasPrefix("/") ? text + path : "\(text)/\(path)"
    }

    private static func parts(_ list: ImportCursor?, separator: String) throws(ImportError) -> String {
        guard let list else { return "" }
        if let text = list.value.string { return text }
        var parts: [String] = []
        for part in try list.elements() {
            parts.append(try part.value.object == nil ? part.string() : part.text("value") ?? "")
        }
        return parts.joined(separator: separator)
    }

    /// The pairs of the query that are sent; nil when the URL is a text and holds them itself.
    private static func pairs(_ request: ImportCursor) throws(ImportError) -> [(name: String, value: String?)]? {
        guard let url = request["url"], url["query"] != nil else { return nil }
        var pairs: [(name: String, value: String?)] = []
        for pair in try url.list("query") where try pair.bool("disabled") != true {
            guard let name = try pair.text("key") else { continue }
            pairs.append((name, try pair.text("value")))
        }
        return pairs
    }

    private static func pathConditions(
        _ request: ImportCursor,
        _ url: CollectionURL,
        _ variables: CollectionVariables
    ) throws(ImportError) -> [Condition] {
        var conditions: [Condition] = []
        for variable in try request["url"]?.list("variable") ?? [] {
            guard let source = try variable.text(firstOf: "key", "id"), let name = url.path.parameters[source],
                let value = try variable.text("value"), !value.isEmpty
            else { continue }
            let condition = CollectionText.condition(name, value, variables)
            if condition != .check(name, .any) { conditions.append(condition) }
        }
        return conditions
    }

    /// Pairs that are switched on; in old collections one text.
    static func fields(_ headers: ImportCursor?) throws(ImportError) -> [(name: String, value: String)] {
        guard let headers else { return [] }
        var fields: [(name: String, value: String)] = []
        if let text = headers.value.string {
            for line in text.split(whereSeparator: \.isNewline) {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let value = line[line.index(after: colon)...].drop { $0.isWhitespace }
                fields.append((String(line[..<colon]), String(value)))
            }
            return fields
        }
        for field in try headers.elements() where try field.bool("disabled") != true {
            if let line = field.value.string, let colon = line.firstIndex(of: ":") {
                fields.append(
                    (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0.isWhitespace }))
                )
            } else if let name = try field.text("key") {
                fields.append((name, try field.text("value") ?? ""))
            }
        }
        return fields
    }
}
