public import Model

extension Interchange {
    /// Writes mocks in another tool's format. The same mocks always give the same bytes.
    ///
    /// - Parameters:
    ///   - format: one that is made of mocks.
    ///   - version: of Understudy, for formats that name who wrote them.
    public static func file(of mocks: [Mock], as format: ExportFormat, version: String) -> ExportedFile {
        switch format {
        case .wiremock: WireMockWriter.file(mocks)
        case .hoverfly: HoverflyWriter.file(mocks, version: version)
        case .mockarty, .har, .openapi, .postman: MockartyWriter.file(mocks)
        }
    }

    /// Describes a recording: its operations in OpenAPI, or its exchanges as a Postman collection. HAR has a writer of its own.
    ///
    /// - Parameters:
    ///   - exchanges: all that was recorded, in order.
    ///   - built: what was built of it.
    ///   - title: the recording's name.
    public static func file(
        of exchanges: [Exchange],
        built: BuildResult,
        as format: ExportFormat,
        title: String,
        version: String
    ) -> ExportedFile {
        switch format {
        case .openapi:
            var file = OpenAPIWriter.file(RecordingPortrait(exchanges, attributions: built.attributions), title: title)
            file.notes += built.report.skipped.map {
                InterchangeNote(path: "recording", reason: "\($0); it is left out")
            }
            return file
        case .postman: return PostmanWriter.file(exchanges, built: built, title: title)
        case .har, .wiremock, .hoverfly, .mockarty: return file(of: built.mocks, as: format, version: version)
        }
    }
}
