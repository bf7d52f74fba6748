internal import Model

extension Shape {
    /// `docs/mock-format.md` says what stands in it.
    static let mock = Shape(
        "Mock",
        [
            .optional("id", .text), .optional("namespace", .namespace), .optional("name", .text),
            .optional("chainId", .text), .optional("pathPrefix", .text), .optional("serverName", .text),
            .optional("priority", .integer), .optional("ttl", .integer), .optional("useLimiter", .integer),
            .optional("tags", .list(.text)), .optional("folderId", .text), .required("http", .matcher),
            .optional("response", .reply), .optional("oneOf", .map(.any)), .optional("proxy", .map(.any)),
            .optional("webhooks", .list(.map(.any))), .optional("extract", .map(.any)),
            .optional("mStore", .map(.any)), .optional("useCounter", .integer), .optional("createdAt", .integer),
            .optional("updatedAt", .integer), .optional("lastUse", .integer), .optional("expireAt", .integer),
            .optional("closedAt", .integer), .optional("_meta", .map(.integer)),
        ]
    )
    private static let route = Shape(.matching("^/"))
    private static let method = Shape(.matching("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"))
    /// What a value of a request must be.
    private static let condition = Shape(
        "Condition",
        [
            .required("path", .filledText),
            .optional("assertAction", Shape(.choice(Condition.Action.allCases.map(\.rawValue)))),
            .optional("value", .any),
            .optional("valueFromFile", .text), .optional("sortArray", .boolean), .optional("decode", .text),
        ]
    )
    /// Which requests a mock answers.
    static let matcher = Shape(
        "Matcher",
        [
            .required("route", .route), .optional("httpMethod", .method), .optional("conditions", .list(.condition)),
            .optional("queryParams", .list(.condition)), .optional("header", .list(.condition)),
            .optional("sortArray", .boolean),
        ]
    )
    /// What a mock answers.
    static let reply = Shape(
        "Reply",
        [
            .optional("statusCode", .integer), .optional("headers", .map(.any)), .optional("payload", .any),
            .optional("payloadTemplatePath", .text), .optional("decode", .text), .optional("delay", .any),
        ]
    )
    static let savedMock = Shape(
        "SavedMock",
        [
            .required("id", .text), .required("mock", .mock), .required("isNew", .boolean),
            .required("overwritten", .boolean), .required("success", .boolean), .required("message", .text),
            .optional("warnings", .list(.text)),
        ]
    )
    static let mockList = Shape(
        "MockList",
        [
            .required("mocks", .list(.mock)), .required("items", .list(.mock)), .required("count", .integer),
            .required("total", .integer), .required("offset", .integer), .required("limit", .integer),
        ]
    )
    static let mockIDs = Shape("MockIDs", [.optional("mockIds", .list(.text)), .optional("ids", .list(.text))])
    /// What was done, and to which mocks.
    static let batchResult = Shape(
        "BatchResult",
        [
            .required("success", .boolean), .required("message", .text), .required("count", .integer),
            .required("ids", .list(.text)), .optional("notFound", .list(.text)), .optional("mocks", .list(.mock)),
        ]
    )
    static let done = Shape("Done", [.required("success", .boolean), .required("message", .text)])
}
