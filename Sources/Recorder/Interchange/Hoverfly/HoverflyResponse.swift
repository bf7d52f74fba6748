internal import Model
internal import Templating

/// The response of a pair.
enum HoverflyResponse {
    private static let known: Set<String> = [
        "status", "body", "bodyFile", "encodedBody", "headers", "templated", "fixedDelay", "logNormalDelay",
        "removesState",
        "transitionsState", "postServeAction", "postActionHooks",
    ]

    /// Nil, with a note, for a status that a mock cannot have.
    static func reply(
        _ response: ImportCursor,
        _ templates: HoverflyTemplates,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> ReplyTemplate? {
        try draft.noteMembers(of: response, besides: known)
        try noteEffects(response, &draft)
        let status = try response.int("status") ?? 200
        guard (200...599).contains(status) else {
            draft.note("\(response.path).status", "status \(status) cannot be a mock's; the pair is left out")
            return nil
        }
        var reply = ReplyTemplate()
        reply.status = status
        let isTemplate = try response.bool("templated") ?? false
        var translation = isTemplate ? HandlebarsTranslation { templates.meaning(of: $0) } : nil
        reply.fields = try fields(response, &translation, &draft)
        try setContent(response, of: &reply, &translation)
        translation?.noteUntranslated(response.path, in: &draft)
        reply.delay = try delay(response, &draft)
        return reply
    }

    private static func delay(_ response: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> Delay? {
        let fixed = try response.amount("fixedDelay").flatMap { $0 > 0 ? Delay.fixed($0) : nil }
        guard let distribution = response["logNormalDelay"] else { return fixed }
        if fixed != nil { draft.note(distribution.path, "a mock has one delay; \"fixedDelay\" beside it is not added") }
        if try distribution.amount("min") ?? 0 > 0 {
            draft.note(distribution.path, "a delay has no least value; \"min\" is not imported")
        }
        return try HoverflyDelays.logNormal(distribution)
    }

    private static func noteEffects(_ response: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        for name in ["removesState", "transitionsState"] {
            guard let states = response[name], states.value.object?.members.isEmpty != true,
                states.value.array?.isEmpty != true
            else { continue }
            draft.note(states.path, "states are not imported")
        }
        for name in ["postServeAction", "postActionHooks"] {
            guard let action = response[name], action.value != "", action.value.array?.isEmpty != true else { continue }
            draft.note(action.path, "what Hoverfly runs after the answer is not imported; write it as \"webhooks\"")
        }
        if let file = try response.string("bodyFile"), !file.isEmpty {
            draft.note(
                "\(response.path).bodyFile",
                "the file \"\(file)\" is not part of the simulation; the mock answers without it"
            )
        }
    }

    private static func fields(
        _ response: ImportCursor,
        _ translation: inout HandlebarsTranslation?,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [TemplateField] {
        guard let headers = response["headers"] else { return [] }
        var pairs: [(name: String, value: String)] = []
        for (name, values) in try headers.members() {
            for value in try values.elements() { pairs.append((name, try value.string())) }
        }
        let isEncoded = try response.bool("encodedBody") ?? false
        let kept = ResponseFields.kept(pairs, isDecoded: !isEncoded, path: headers.path, in: &draft)
        return kept.map { TemplateField($0.name, translation?.text($0.value) ?? Template.escaped($0.value)) }
    }

    private static func setContent(
        _ response: ImportCursor,
        of reply: inout ReplyTemplate,
        _ translation: inout HandlebarsTranslation?
    ) throws(ImportError) {
        guard let body = try response.string("body"), !body.isEmpty else { return }
        if try response.bool("encodedBody") ?? false {
            guard let bytes = Base64.decoded(body) else {
                throw response.error("\"body\" should be base64, as \"encodedBody\" says")
            }
            if !bytes.isEmpty { reply.setContent(bytes) }
        } else if body.contains("{{"), let template = translation?.text(body) {
            reply.payload = .string(template)
        } else {
            reply.setContent(body)
        }
    }
}
