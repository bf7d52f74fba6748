internal import Model
internal import Templating

/// A saved response.
enum PostmanResponse {
    /// Nil, with a note, for a status that a mock cannot have.
    static func reply(
        _ response: ImportCursor,
        _ variables: CollectionVariables,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> ReplyTemplate? {
        let status = try response.int("code") ?? 200
        guard (200...599).contains(status) else {
            draft.note("\(response.path).code", "status \(status) cannot be a mock's; the response is left out")
            return nil
        }
        var reply = ReplyTemplate()
        reply.status = status
        var translation = HandlebarsTranslation { PostmanDynamic.meaning(of: $0, variables) }
        let pairs = try PostmanRequest.fields(response["header"])
        let kept = ResponseFields.kept(pairs, isDecoded: true, path: "\(response.path).header", in: &draft)
        reply.fields = []
        for field in kept { reply.fields.append(TemplateField(field.name, translation.text(field.value))) }
        if let body = try response.text("body"), !body.isEmpty { setContent(body, of: &reply, &translation) }
        if response["cookie"]?.value.array?.isEmpty == false,
            !pairs.contains(where: { $0.name.lowercased() == "set-cookie" })
        {
            draft.note("\(response.path).cookie", "cookies beside the fields are not sent")
        }
        translation.noteUntranslated(response.path, in: &draft)
        return reply
    }

    private static func setContent(
        _ body: String,
        of reply: inout ReplyTemplate,
        _ translation: inout HandlebarsTranslation
    ) {
        reply.setContent(body)
        guard body.contains("{{") else { return }
        if let payload = reply.payload, payload.string == nil, let json = try? JSON.parse(body) {
            reply.payload = translation.json(json)
        } else {
            reply.payload = .string(translation.text(body))
        }
    }
}
