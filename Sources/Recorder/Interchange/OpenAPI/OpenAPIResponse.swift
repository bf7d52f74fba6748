internal import Model
internal import Templating

/// What an operation answers, made of examples where there are any, else of schemas.
struct OpenAPIResponse {
    let document: OpenAPIDocument
    let operation: ImportCursor

    func read(
        _ response: ImportCursor,
        hasContent: Bool,
        into reply: inout ReplyTemplate,
        _ draft: inout ImportDraft
    ) throws(ImportError) {
        let media = hasContent ? try media(response) : nil
        if let media { reply.fields.append(TemplateField("Content-Type", media.type)) }
        reply.fields += try fields(response, &draft)
        guard let media, let sample = try sample(media.type, media.cursor, &draft) else { return }
        if MediaTypeName(media.type).isJSON {
            reply.payload = sample.string.map { Self.quoted($0) } ?? sample
        } else if sample.isScalar {
            reply.payload = .string(sample.textValue)
        } else {
            draft.note(
                media.cursor.path,
                "\(media.type) is not made of a schema; give it an example. The mock answers without content"
            )
        }
    }

    /// A lone text is sent without quotes, which JSON needs.
    private static func quoted(_ text: String) -> JSON {
        guard let constant = (try? Template(text))?.constant else { return .string("\"${\(text)}\"") }
        return .string(Template.escaped(String(decoding: JSON.string(constant).serialized(), as: UTF8.self)))
    }

    // MARK: Content

    private typealias Media = (type: String, cursor: ImportCursor)

    /// JSON where there is a choice. In Swagger the cursor is the response's.
    private func media(_ response: ImportCursor) throws(ImportError) -> Media? {
        var all: [Media] = []
        if document.isSwagger {
            guard response["schema"] != nil || response["examples"] != nil else { return nil }
            let produced =
                try operation["produces"] == nil ? document.root.list("produces") : operation.list("produces")
            for type in try response["examples"]?.members().map(\.name) ?? [] { all.append((type, response)) }
            for type in produced { all.append((try type.string(), response)) }
            if all.isEmpty { all.append(("application/json", response)) }
        } else {
            for (type, cursor) in try response["content"]?.members() ?? [] { all.append((type, cursor)) }
        }
        let chosen = all.first { MediaTypeName($0.type).isJSON } ?? all.first
        return chosen.map { ($0.type.contains("*") ? "application/json" : $0.type, $0.cursor) }
    }

    private func sample(_ type: String, _ media: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> JSON?
    {
        if document.isSwagger {
            if let example = media["examples"]?.value[type] { return example.escapedForTemplates }
        } else if let example = try example(media, &draft) {
            return example.escapedForTemplates
        }
        guard let schema = media["schema"] else { return nil }
        var sampler = SchemaSample(document: document, isRequest: false)
        return try sampler.sample(schema, &draft)
    }

    /// `example`, or the first of `examples`.
    private func example(_ media: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> JSON? {
        if let example = media.value["example"] { return example }
        for (_, example) in try media["examples"]?.members() ?? [] {
            guard let example = try document.resolved(example, &draft) else { continue }
            if let value = example.value["value"] { return value }
            if let place = try example.string("externalValue") {
                draft.note(example.path, "\"\(place)\" is not fetched")
            }
        }
        return nil
    }

    // MARK: Fields

    private func fields(_ response: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> [TemplateField] {
        guard let headers = response["headers"] else { return [] }
        var pairs: [(name: String, value: String)] = []
        for (name, header) in try headers.members() where name.lowercased() != "content-type" {
            guard let header = try document.resolved(header, &draft) else { continue }
            pairs.append((name, try value(header, &draft)))
        }
        return ResponseFields.kept(pairs, isDecoded: true, path: headers.path, in: &draft)
            .map { TemplateField($0.name, $0.value) }
    }

    private func value(_ header: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> String {
        var sample: JSON?
        if let example = try example(header, &draft) {
            sample = example.escapedForTemplates
        } else {
            var sampler = SchemaSample(document: document, isRequest: false)
            sample = try sampler.sample(header["schema"] ?? header, &draft)
        }
        return (sample?.array ?? [sample ?? ""]).map(\.textValue).joined(separator: ",")
    }
}
