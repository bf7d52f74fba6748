internal import Model

/// A request on its way out, as a signature sees it and adds to it.
struct SignedRequest {
    var method: String
    /// A scheme that puts something into the query changes it.
    var url: String
    /// All that are sent, but for `Host` and `Content-Length` where libcurl writes them.
    var fields: FieldSection
    /// Exactly what is sent.
    var body: [UInt8]
    /// Names the message where the scheme signs a name and the fields have none; stays the same over retries.
    var id: String
    /// The time, where the scheme signs one.
    var timestamp: Timestamp

    /// Whether the content is a form, whose parameters some sign one by one.
    var isForm: Bool {
        let type = (fields.first("Content-Type") ?? "").prefix { $0 != ";" }.filter { $0 != " " }
        return type.lowercased() == "application/x-www-form-urlencoded"
    }
}
