internal import Model
internal import Templating

/// The webhooks of a mapping, old style (`postServeActions`) and new (`serveEventListeners`).
enum WireMockWebhook {
    static func callbacks(
        _ mapping: ImportCursor,
        route: String,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [CallbackConfig] {
        var callbacks: [CallbackConfig] = []
        for (name, parameters, path) in try actions(mapping) {
            guard name == "webhook", let parameters else {
                draft.note(path, "the extension \"\(name)\" is not imported")
                continue
            }
            callbacks.append(try callback(parameters, route: route, &draft))
        }
        return callbacks
    }

    private typealias Action = (name: String, parameters: ImportCursor?, path: String)

    private static func actions(_ mapping: ImportCursor) throws(ImportError) -> [Action] {
        var actions: [Action] = []
        for key in ["postServeActions", "serveEventListeners"] {
            guard let list = mapping[key] else { continue }
            if list.value.object != nil {
                actions += try list.members().map { ($0.name, $0.cursor, $0.cursor.path) }
                continue
            }
            for action in try list.elements() {
                actions.append((try action.required("name").string(), action["parameters"], action.path))
            }
        }
        return actions
    }

    private static func callback(
        _ parameters: ImportCursor,
        route: String,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> CallbackConfig {
        var templates = WireMockTemplates(root: "originalRequest", route: route)
        templates.parameters = parameters.value["extraParameters"] ?? parameters.value
        var text = WireMockText(templates: templates)
        let method = try parameters.string("method") ?? "POST"
        let url = text.template(try parameters.required("url").string())
        var callback = CallbackConfig(target: .http(method: text.template(method), url: url))
        for (name, value) in try parameters["headers"]?.members() ?? [] {
            for line in value.value.array ?? [value.value] {
                guard line.isScalar else { throw value.wrongKind("a text or a list of texts") }
                callback.fields.append(CallbackField(name, .string(text.template(line.textValue))))
            }
        }
        try setBody(parameters, of: &callback, &text)
        if let delay = parameters["delay"] { callback.delay = try WireMockDelay.delay(delay) }
        text.noteUntranslated(parameters.path, in: &draft)
        return callback
    }

    private static func setBody(
        _ parameters: ImportCursor,
        of callback: inout CallbackConfig,
        _ text: inout WireMockText
    ) throws(ImportError) {
        if let base64 = try parameters.string("base64Body") {
            guard Base64.decoded(base64) != nil else { throw parameters.error("\"base64Body\" is no base64") }
            (callback.body, callback.decodesBase64) = (.string(base64), true)
        } else if let json = parameters.value["jsonBody"] {
            callback.body = text.template(json)
        } else if let body = try parameters.string("body"), !body.isEmpty {
            var content = ReplyTemplate()
            content.fields = callback.fields.map { TemplateField($0.name, $0.value.textValue) }
            if !text.holdsExpressions(body) { content.setContent(body) }
            // Text that is announced as JSON goes out as JSON; a template stays the text that it is.
            callback.body =
                content.payload ?? WireMockJSONText.payload(body, &text) ?? .string(text.template(body))
        }
    }
}
