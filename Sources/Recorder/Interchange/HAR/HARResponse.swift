internal import Model
internal import Templating

/// The response of an entry.
enum HARResponse {
    /// Nil, with a note, for what was no response.
    static func reply(_ response: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> ReplyTemplate? {
        let status = try response.required("status").int()
        guard (200...599).contains(status) else {
            draft.note(response.path, reason(status))
            return nil
        }
        var reply = ReplyTemplate()
        reply.status = status
        reply.fields = try fields(response, &draft)
        if let content = response["content"] { try setContent(content, of: &reply, &draft) }
        return reply
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 0: "no response was recorded (status 0): the request was blocked, cancelled or answered from a cache"
        case 101: "the connection was switched to another protocol (status 101), which a mock cannot do"
        default: "status \(status) cannot be a mock's; 200 to 599 can"
        }
    }

    private static func fields(
        _ response: ImportCursor,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [TemplateField] {
        var pairs: [(name: String, value: String)] = []
        for field in try response.list("headers") {
            guard let name = try field.text("name") else { throw field.error("\"name\" is missing") }
            pairs.append((name, try field.text("value") ?? ""))
        }
        func isMissing(_ name: String) -> Bool { !pairs.contains { $0.name.lowercased() == name } }
        if let target = try response.string("redirectURL"), !target.isEmpty, isMissing("location") {
            pairs.append(("Location", target))
        }
        if let type = try response["content"]?.string("mimeType"), type.contains("/"), isMissing("content-type") {
            pairs.append(("Content-Type", type))
        }
        return ResponseFields.literal(pairs, isDecoded: true, path: "\(response.path).headers", in: &draft)
    }

    private static func setContent(
        _ content: ImportCursor,
        of reply: inout ReplyTemplate,
        _ draft: inout ImportDraft
    ) throws(ImportError) {
        guard let text = try content.string("text"), !text.isEmpty else {
            if content["size"]?.value.int ?? 0 > 0, reply.status != 304 {
                draft.note(content.path, "the body is not in the file; the mock answers without one")
            }
            return
        }
        if try content.string("encoding")?.lowercased() == "base64" {
            guard let bytes = Base64.decoded(text) else {
                throw content.error("\"text\" should be base64, as \"encoding\" says")
            }
            reply.setContent(bytes)
        } else {
            reply.setContent(text)
            announceUTF8(text, &reply)
        }
    }

    /// A text stands in the file decoded, and a mock sends UTF-8.
    private static func announceUTF8(_ text: String, _ reply: inout ReplyTemplate) {
        guard text.utf8.contains(where: { $0 >= 0x80 }),
            let place = reply.fields.firstIndex(where: { $0.name.lowercased() == "content-type" })
        else { return }
        let parts = reply.fields[place].value.split(separator: ";").map { String($0) }
        reply.fields[place].value =
            parts.map { part in
                let name = part.filter { !$0.isWhitespace }.lowercased()
                return name.hasPrefix("charset=") && name != "charset=utf-8" ? " charset=utf-8" : part
            }
            .joined(separator: ";")
    }
}
