internal import Model

/// One request of a collection with its saved responses.
struct PostmanItem {
    let item: ImportCursor
    let folders: [String]
    let variables: CollectionVariables

    private struct Example {
        var name: String
        var path: String
        var matcher: HTTPMatcher
        var reply: ReplyTemplate
    }

    func read(into draft: inout ImportDraft) throws(ImportError) {
        let request = try item.required("request")
        if let auth = request["auth"] { draft.noteOnce(auth.path, "authorization is not checked by the mocks") }
        let responses = try item.list("response")
        guard !responses.isEmpty else { return try addEmpty(request, &draft) }
        var examples: [Example] = []
        for response in responses {
            let asked = response["originalRequest"] ?? request
            let matcher = try PostmanRequest.matcher(asked, variables, isOneOfMany: responses.count > 1, &draft)
            guard let reply = try PostmanResponse.reply(response, variables, &draft) else { continue }
            let name = try response.text("name") ?? ""
            examples.append(Example(name: name, path: response.path, matcher: matcher, reply: reply))
        }
        let title = try item.text("name")
        for example in Self.told(apart: examples, &draft) {
            let name = [title ?? "", example.name].filter { !$0.isEmpty }.joined(separator: ": ")
            draft.add(example.matcher, .fixed(example.reply), from: example.path) { mock in
                (mock.name, mock.tags) = (name.isEmpty ? nil : name, folders)
            }
        }
    }

    private func addEmpty(_ request: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        let matcher = try PostmanRequest.matcher(request, variables, isOneOfMany: false, &draft)
        draft.note(item.path, "no response is saved; the mock answers 200 with an empty object")
        var reply = ReplyTemplate()
        reply.payload = [:]
        let name = try item.text("name")
        draft.add(matcher, .fixed(reply), from: item.path) { mock in (mock.name, mock.tags) = (name, folders) }
    }

    /// Of several responses to the same request, the first success answers; the others are asked for as from Postman's
    /// own mock servers, by a field with the status or the name.
    private static func told(apart examples: [Example], _ draft: inout ImportDraft) -> [Example] {
        var examples = examples
        for matcher in Set(examples.map(\.matcher)) {
            let places = examples.indices.filter { examples[$0].matcher == matcher }
            let first = places.first { (200...299).contains(examples[$0].reply.status) } ?? places[0]
            var statuses: Set<Int> = [examples[first].reply.status]
            for place in places where place != first {
                let status = examples[place].reply.status
                let isNew = statuses.insert(status).inserted
                let (field, value) =
                    isNew ? ("x-mock-response-code", String(status)) : ("x-mock-response-name", examples[place].name)
                examples[place].matcher.fields.append(.check(field, .equals, .string(value)))
            }
        }
        for example in examples where example.matcher.fields.contains(where: \.asksForExample) {
            draft.note(
                example.path,
                "another response answers the same request; this one is asked for with \(example.matcher.fieldText)"
            )
        }
        return examples
    }
}

extension Condition {
    fileprivate var asksForExample: Bool {
        if case .check(let check) = self { check.path.hasPrefix("x-mock-response-") } else { false }
    }
}

extension HTTPMatcher {
    /// The field that asks for an example.
    fileprivate var fieldText: String {
        guard case .check(let check)? = fields.last else { return "" }
        return "\(check.path): \(check.value?.textValue ?? "")"
    }
}
