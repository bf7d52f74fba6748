/// The formats that recordings or mocks can be written in.
public enum ExportFormat: String, CaseIterable, Sendable {
    /// HTTP Archive 1.2, of a recording.
    case har
    /// Stub mappings of WireMock with webhooks, of mocks.
    case wiremock
    /// A simulation of Hoverfly, version 5, of mocks.
    case hoverfly
    /// Mocks as Mockarty knows them, without what is ours.
    case mockarty
    /// OpenAPI 3.1, inferred from a recording.
    case openapi
    /// A Postman collection, version 2.1, of a recording.
    case postman

    /// Whether it is made of what was recorded; the others are made of mocks.
    public var needsRecording: Bool {
        switch self {
        case .har, .openapi, .postman: true
        case .wiremock, .hoverfly, .mockarty: false
        }
    }
}
