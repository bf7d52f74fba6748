internal import Model

/// A description as it is written: JSON or YAML.
enum OpenAPIText {
    static func document(_ bytes: [UInt8]) throws(ImportError) -> ImportCursor {
        let text = try Interchange.text(bytes)
        guard text.first(where: { !$0.isWhitespace }) == "{" else { return ImportCursor(try YAMLDocument.json(text)) }
        do throws(JSONError) {
            return ImportCursor(try JSON.parse(bytes, depthLimit: Interchange.depthLimit))
        } catch {
            throw .syntax(line: error.line, column: error.column, reason: error.reason)
        }
    }

    /// Whether a text that is no JSON says at the start of a line which version of OpenAPI it is.
    static func isYAML(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline)
            .contains { line in
                ["openapi:", "swagger:", "\"openapi\":", "\"swagger\":", "'openapi':", "'swagger':"]
                    .contains { line.hasPrefix($0) }
            }
    }
}
