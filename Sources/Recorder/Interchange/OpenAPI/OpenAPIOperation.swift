internal import Model

/// One operation of a path.
struct OpenAPIOperation {
    let document: OpenAPIDocument
    let item: ImportCursor
    let operation: ImportCursor

    func read(path: String, method: String, into draft: inout ImportDraft) throws(ImportError) {
        guard operation.value.object != nil else { throw operation.wrongKind("an operation") }
        let template = PathTemplate(path)
        var matcher = HTTPMatcher(method: method, route: template.route)
        matcher.pathParameters = template.conditions
        matcher.query = try query(&draft)
        let reply = try reply(isHead: method == "HEAD", &draft)
        let callbacks =
            try document.isSwagger
            ? [] : OpenAPICallbacks(document: document).callbacks(operation, parameters: template.parameters, &draft)
        let prefix = try OpenAPIServers.prefix(document, item, operation, &draft)
        let name = try operation.text(firstOf: "summary", "operationId")
        var tags: [String] = []
        for tag in try operation.list("tags") { tags.append(try tag.string()) }
        if let security = operation["security"] ?? document.root["security"], security.value.array?.isEmpty == false {
            draft.noteOnce(security.path, "security is not checked by the mocks")
        }
        draft.add(matcher, .fixed(reply), from: operation.path) { mock in
            (mock.name, mock.tags, mock.pathPrefix, mock.callbacks) = (name, tags, prefix, callbacks)
        }
    }

    // MARK: Parameters

    /// What the query must hold. A parameter of the operation replaces one of the path (OpenAPI 3.1 §4.8.10.1).
    private func query(_ draft: inout ImportDraft) throws(ImportError) -> [Condition] {
        var order: [String] = []
        var required: [String: Condition] = [:]
        for parameter in try item.list("parameters") + operation.list("parameters") {
            guard let parameter = try document.resolved(parameter, &draft), try parameter.string("in") == "query" else {
                continue
            }
            let name = try parameter.required("name").string()
            if !order.contains(name) { order.append(name) }
            required[name] = try condition(parameter, name, &draft)
        }
        return order.compactMap { required[$0] }
    }

    private func condition(
        _ parameter: ImportCursor,
        _ name: String,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Condition? {
        guard try parameter.bool("required") == true else { return nil }
        if parameter["schema"]?["type"]?.value == "object" {
            draft.note(parameter.path, "the names that an object has in a query are not asked for")
            return nil
        }
        return .check(name, try parameter.bool("allowEmptyValue") == true ? .any : .notEmpty)
    }

    // MARK: Response

    private func reply(isHead: Bool, _ draft: inout ImportDraft) throws(ImportError) -> ReplyTemplate {
        guard let (status, response) = try chosen(&draft), let response = try document.resolved(response, &draft) else {
            return ReplyTemplate()
        }
        var reply = ReplyTemplate()
        reply.status = status
        let reader = OpenAPIResponse(document: document, operation: operation)
        try reader.read(response, hasContent: !isHead && ![204, 304].contains(status), into: &reply, &draft)
        return reply
    }

    /// The first success, else the default, else the first of all.
    private func chosen(_ draft: inout ImportDraft) throws(ImportError) -> (status: Int, response: ImportCursor)? {
        let responses = try operation["responses"]?.members().filter { !$0.name.hasPrefix("x-") } ?? []
        let known = responses.compactMap { response in
            Self.status(response.name).map { (status: $0, response: response.cursor) }
        }
        if let success = known.first(where: { (200...299).contains($0.status) }) { return success }
        if let other = responses.first(where: { $0.name == "default" }) { return (200, other.cursor) }
        draft.note(operation.path, "no success is described; the mock answers \(known.first?.status ?? 200)")
        return known.first
    }

    /// `201`, or `2XX` for any of them.
    private static func status(_ name: String) -> Int? {
        let digits = name.count == 3 && name.uppercased().hasSuffix("XX") ? name.prefix(1) + "00" : name
        return Int(digits).flatMap { (200...599).contains($0) ? $0 : nil }
    }
}
