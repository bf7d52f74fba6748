internal import Model

/// Reads other tools' files as mocks. Pure: nothing is fetched, no other file is opened.
public enum Interchange {
    /// How deep the lists and objects of a file may nest.
    static let depthLimit = 128

    /// What a file seems to be, by its looks; nil for what none of the readers takes.
    public static func detect(_ bytes: [UInt8]) -> ImportFormat? { FormatDetection.format(of: bytes) }

    /// Makes mocks of a file. The same bytes always give the same mocks with the same ids.
    ///
    /// - Throws: where the text is not what the format is written in, or what the format demands is missing. What only
    ///   cannot be said in a mock is a note.
    public static func mocks(
        from bytes: [UInt8],
        format: ImportFormat
    ) throws(ImportError) -> ImportedMocks {
        if format == .mockarty { return try MockartyReader.mocks(json(bytes)) }
        var draft = ImportDraft()
        switch format {
        case .har: try HARReader.read(json(bytes), into: &draft)
        case .postman: try PostmanReader.read(json(bytes), into: &draft)
        case .openapi: try OpenAPIReader.read(OpenAPIText.document(bytes), into: &draft)
        case .wiremock: try WireMockReader.read(json(bytes), into: &draft)
        case .hoverfly: try HoverflyReader.read(json(bytes), into: &draft)
        case .insomnia: try InsomniaReader.read(json(bytes), into: &draft)
        case .curl: try CurlReader.read(text(bytes), into: &draft)
        case .mockarty: break
        }
        return draft.finished()
    }

    static func json(_ bytes: [UInt8]) throws(ImportError) -> ImportCursor {
        do throws(JSONError) {
            return ImportCursor(try JSON.parse(bytes, depthLimit: depthLimit))
        } catch {
            throw .syntax(line: error.line, column: error.column, reason: error.reason)
        }
    }

    /// The bytes as text.
    static func text(_ bytes: [UInt8]) throws(ImportError) -> String {
        if let text = String(validating: bytes, as: UTF8.self) {
            return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var end = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { end += UTF8.width(scalar) }
        let before = bytes[..<end]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let line = before.count { $0 == 0x0A } + 1
        throw .syntax(line: line, column: end - lineStart + 1, reason: "this is not UTF-8")
    }
}
