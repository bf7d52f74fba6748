internal import Model
internal import Templating

/// The fields of recorded responses that a mock sends again.
enum ResponseFields {
    /// What the data plane writes itself, for the message that it sends.
    private static let owned: Set<String> = [
        "content-length", "transfer-encoding", "connection", "keep-alive", "proxy-connection", "te", "trailer",
        "upgrade",
        "date",
    ]

    /// The fields to send, values escaped so that templates give them back.
    static func literal(
        _ fields: [(name: String, value: String)],
        isDecoded: Bool,
        path: String,
        in draft: inout ImportDraft
    ) -> [TemplateField] {
        kept(fields, isDecoded: isDecoded, path: path, in: &draft)
            .map { TemplateField($0.name, Template.escaped($0.value)) }
    }

    /// The fields to send as they are written, one for each line.
    ///
    /// - Parameters:
    ///   - isDecoded: whether the file holds the content without its content codings.
    ///   - path: where they stand, for notes.
    static func kept(
        _ fields: [(name: String, value: String)],
        isDecoded: Bool,
        path: String,
        in draft: inout ImportDraft
    ) -> [(name: String, value: String)] {
        var kept: [(name: String, value: String)] = []
        for (name, value) in fields where isSent(name, isDecoded: isDecoded) {
            guard isToken(name) else {
                draft.note(path, "\"\(name)\" is no name of a field; it is left out")
                continue
            }
            // Some recorders join the lines of one name by line breaks.
            for line in value.isEmpty ? [""] : value.split(whereSeparator: \.isNewline) {
                kept.append((name, String(line)))
            }
        }
        return kept
    }

    /// Pseudo-fields of HTTP/2 (`:status`) are none of the message's.
    private static func isSent(_ name: String, isDecoded: Bool) -> Bool {
        let name = name.lowercased()
        return !owned.contains(name) && !name.hasPrefix(":") && !(isDecoded && name == "content-encoding")
    }

    /// RFC 9110 §5.6.2.
    static func isToken(_ name: String) -> Bool { !name.isEmpty && name.utf8.allSatisfy(isTokenByte) }
}
