extension Shape {
    static let undefinedRequest = Shape(
        "UndefinedRequest",
        [
            .required("id", .text), .required("method", .text), .required("path", .text), .optional("host", .text),
            .optional("query", .text), .optional("headers", .map(.any)), .optional("body", .any),
            .optional("namespace", .text), .optional("ignored", .boolean), .required("hitCount", .integer),
            .required("firstSeen", .integer), .required("lastSeen", .integer), .optional("nearest", .list(.text)),
        ]
    )
    static let undefinedRequestList = Shape(
        "UndefinedRequestList",
        [
            .required("requests", .list(.undefinedRequest)), .required("total", .integer),
            .required("offset", .integer), .required("limit", .integer),
        ]
    )
}
