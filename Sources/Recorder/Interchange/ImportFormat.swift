/// The formats that mocks can be made of.
public enum ImportFormat: String, CaseIterable, Sendable {
    /// HTTP Archive 1.1 and 1.2, as browsers and proxies write it.
    case har
    /// Postman collections 2.0 and 2.1.
    case postman
    /// OpenAPI 3 and Swagger 2.0, in JSON or YAML.
    case openapi
    /// Stub mappings of WireMock: one, or `{"mappings": […]}`.
    case wiremock
    /// Simulations of Hoverfly, version 5.
    case hoverfly
    /// Command lines of curl for a POSIX shell.
    case curl
    /// Exports of Insomnia, version 4.
    case insomnia
    /// Mocks already: a file, a list or a single one.
    case mockarty
}
