internal import Model
internal import Templating

/// The response definition of a mapping.
enum WireMockResponse {
    private static let known: Set<String> = [
        "status", "headers", "body", "jsonBody", "base64Body", "bodyFileName", "fixedDelayMilliseconds",
        "delayDistribution",
        "chunkedDribbleDelay", "fault", "proxyBaseUrl", "proxyUrlPrefixToRemove", "additionalProxyRequestHeaders",
        "removeProxyRequestHeaders", "transformers", "transformerParameters",
    ]

    /// Nil, with a note, for a target or a status that a mock cannot have.
    static func reply(
        _ response: ImportCursor?,
        _ templates: WireMockTemplates,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Mock.Reply? {
        guard let response else { return .fixed(ReplyTemplate()) }
        try draft.noteMembers(of: response, besides: known)
        var text = WireMockText(templates: try translated(response, templates, &draft))
        if let target = try response.string("proxyBaseUrl") {
            return try proxy(response, target, &text, &draft).map { .proxy($0) }
        }
        let status = try response.int("status") ?? 200
        guard (200...599).contains(status) else {
            draft.note("\(response.path).status", "status \(status) cannot be a mock's; the mapping is left out")
            return nil
        }
        var reply = ReplyTemplate()
        reply.status = status
        reply.fields = try fields(response["headers"], isDecoded: response["base64Body"] == nil, &text, &draft)
        try setContent(response, of: &reply, &text, &draft)
        reply.delay = try WireMockDelay.delay(response, &draft)
        reply.dribble = try WireMockDelay.dribble(response)
        reply.fault = try fault(response)
        text.noteUntranslated("\(response.path)", in: &draft)
        return .fixed(reply)
    }

    /// The templates when the response is rendered through them; nil when its texts mean only themselves.
    private static func translated(
        _ response: ImportCursor,
        _ templates: WireMockTemplates,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> WireMockTemplates? {
        var isTemplate = false
        for transformer in try response.list("transformers") {
            if try transformer.string() == "response-template" {
                isTemplate = true
            } else {
                draft.note(transformer.path, "the extension \"\(try transformer.string())\" is not imported")
            }
        }
        guard isTemplate else { return nil }
        var templates = templates
        templates.parameters = response["transformerParameters"]?.value ?? .null
        return templates
    }

    private static func fields(
        _ headers: ImportCursor?,
        isDecoded: Bool,
        _ text: inout WireMockText,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [TemplateField] {
        guard let headers else { return [] }
        var pairs: [(name: String, value: String)] = []
        for (name, value) in try headers.members() {
            for line in value.value.array ?? [value.value] {
                guard line.isScalar else { throw value.wrongKind("a text or a list of texts") }
                pairs.append((name, line.textValue))
            }
        }
        var fields: [TemplateField] = []
        for pair in ResponseFields.kept(pairs, isDecoded: isDecoded, path: headers.path, in: &draft) {
            fields.append(TemplateField(pair.name, text.template(pair.value)))
        }
        return fields
    }

    private static func setContent(
        _ response: ImportCursor,
        of reply: inout ReplyTemplate,
        _ text: inout WireMockText,
        _ draft: inout ImportDraft
    ) throws(ImportError) {
        if let file = try response.string("bodyFileName") {
            draft.note(
                "\(response.path).bodyFileName",
                "the file \"\(file)\" is not part of the mapping; the mock answers without it"
            )
        } else if let json = response.value["jsonBody"] {
            reply.payload = text.template(json)
        } else if let base64 = try response.string("base64Body") {
            guard let bytes = Base64.decoded(base64) else { throw response.error("\"base64Body\" is no base64") }
            if !bytes.isEmpty { reply.setContent(bytes) }
        } else if let body = try response.string("body") {
            if text.holdsExpressions(body) {
                reply.payload = WireMockJSONText.payload(body, &text) ?? .string(text.template(body))
            } else {
                reply.setContent(body)
            }
        }
    }

    private static func fault(_ response: ImportCursor) throws(ImportError) -> AnswerFault? {
        guard let fault = response["fault"] else { return nil }
        switch try fault.string() {
        case "EMPTY_RESPONSE": return .empty
        case "CONNECTION_RESET_BY_PEER": return .reset
        case "MALFORMED_RESPONSE_CHUNK": return .truncated
        case "RANDOM_DATA_THEN_CLOSE": return .garbage
        default: throw fault.error("\"\(try fault.string())\" is no fault of WireMock")
        }
    }

    private static func proxy(
        _ response: ImportCursor,
        _ target: String,
        _ text: inout WireMockText,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> ProxyReply? {
        guard AbsoluteURL(target) != nil else {
            draft.note(
                "\(response.path).proxyBaseUrl",
                "\"\(target)\" is no http or https URL; the mapping is left out"
            )
            return nil
        }
        var proxy = ProxyReply(target: target)
        if let prefix = try response.string("proxyUrlPrefixToRemove"), !prefix.isEmpty { proxy.stripPrefix = prefix }
        proxy.fields = try fields(response["additionalProxyRequestHeaders"], isDecoded: false, &text, &draft)
        for name in try response.list("removeProxyRequestHeaders") { proxy.removedFields.append(try name.string()) }
        proxy.responseFields = try fields(response["headers"], isDecoded: false, &text, &draft)
        proxy.delay = try WireMockDelay.delay(response, &draft)
        text.noteUntranslated(response.path, in: &draft)
        return proxy
    }
}
