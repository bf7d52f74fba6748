internal import Model

/// An HTTP request as a callback sends it: checked, and with the few fields settled that are ours to settle.
struct OutgoingRequest: Sendable {
    let method: String
    let url: String
    /// Names with values, as lines of the head.
    let lines: [[UInt8]]
    let body: [UInt8]
    let timeout: Duration
    /// How long the content takes to be sent; zero for no longer than it must.
    let slowness: Duration

    /// The scheme, host and port, for messages.
    let origin: String

    /// Takes the job's method, URL, fields and bytes as they are.
    ///
    /// - Parameter job: with the fields that `fields(of:)` gives, or more.
    /// - Throws: what in the job cannot stand in a request.
    init(_ job: CallbackJob) throws(UnsendableCallback) {
        guard case .http(let method, let url) = job.target else {
            throw UnsendableCallback(reason: "\(job.target.logName) is not an HTTP target")
        }
        guard let parsed = AbsoluteURL(url), !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw UnsendableCallback(
                reason:
                    "\"\(url)\" is not an absolute http or https URL; check the callback's url and what its templates gave"
            )
        }
        guard !method.isEmpty, method.utf8.allSatisfy(isTokenByte) else {
            throw UnsendableCallback(reason: "\"\(method)\" is not an HTTP method; check the callback's method")
        }
        (self.method, self.url, self.body, self.timeout) = (method, url, job.body, job.timeout)
        origin = parsed.origin.description
        slowness = job.faults.slowness
        var lines: [[UInt8]] = []
        for field in job.fields { lines.append(try Self.checkedLine(field)) }
        self.lines = lines
    }

    /// The job's fields, but for those that frame a message on its connection (RFC 9112 §6, §9), which libcurl writes itself,
    /// then `User-Agent` where the job has none, and what a mock's callback carries besides unless the mock names the field
    /// itself: the delivery's id, by which a receiver tells a repetition, and its place in a chain of callbacks, so that a
    /// circle comes to an end.
    static func fields(of job: CallbackJob, userAgent: String) -> FieldSection {
        var fields = job.fields.filter { !framing.contains(job.fields[$0].name.lowercased()) }
        if !fields.contains("User-Agent") { fields.append("User-Agent", userAgent) }
        guard job.depth > 0 else { return fields }
        for (name, value) in [("X-Understudy-Delivery", job.id.rawValue), ("X-Understudy-Depth", String(job.depth))]
        where job.fields.first(named: name) == nil && !value.utf8.contains(where: { $0 < 0x20 }) {
            fields.append(name, value)
        }
        return fields
    }

    /// Whether libcurl writes `Content-Length`, as `CurlTransfer` asks it to.
    static func hasContentLength(_ method: String, _ body: [UInt8]) -> Bool {
        switch method {
        case "HEAD": false
        case "GET", "DELETE", "OPTIONS", "TRACE": !body.isEmpty
        default: true
        }
    }

    private static func checkedLine(_ field: FieldSection.Field) throws(UnsendableCallback) -> [UInt8] {
        guard !field.name.isEmpty, field.name.utf8.allSatisfy(isTokenByte) else {
            throw UnsendableCallback(reason: "\"\(field.name)\" is not a field name; check the callback's headers")
        }
        guard !field.valueBytes.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
            throw UnsendableCallback(
                reason: "the field \(field.name) holds a line break; check what its template took from the request"
            )
        }
        return line(field)
    }

    /// libcurl takes `Name:` for "leave this field out" and `Name;` for one without a value (CURLOPT_HTTPHEADER).
    private static func line(_ field: FieldSection.Field) -> [UInt8] {
        field.valueBytes.isEmpty
            ? Array("\(field.name);".utf8) : Array("\(field.name): ".utf8) + field.valueBytes
    }

    private static let framing: Set<String> = [
        "content-length", "transfer-encoding", "connection", "keep-alive", "proxy-connection", "te", "upgrade",
        "expect",
    ]
}
