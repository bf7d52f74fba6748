internal import Model

/// An HTTP request as a callback sends it: checked, and with the few fields settled that are ours to settle.
struct OutgoingRequest: Sendable {
    let method: String
    let url: String
    /// Whom it goes to.
    let origin: Origin
    let fields: FieldSection
    let body: [UInt8]
    let timeout: Duration
    /// How long the content takes to be sent; zero for no longer than it must.
    let slowness: Duration

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
        (self.method, self.url, origin) = (method, url, parsed.origin)
        (fields, body, timeout, slowness) = (job.fields, job.body, job.timeout, job.faults.slowness)
        for index in 0..<fields.count { try check(index) }
    }

    private func check(_ index: Int) throws(UnsendableCallback) {
        guard fields.withNameBytes(index, { !$0.isEmpty && $0.allSatisfy(isTokenByte) }) else {
            let name = fields[index].name
            throw UnsendableCallback(reason: "\"\(name)\" is not a field name; check the callback's headers")
        }
        guard fields.withLineBytes(index, { $0.allSatisfy { $0 != 0 && $0 != 0x0A && $0 != 0x0D } }) else {
            let name = fields[index].name
            throw UnsendableCallback(
                reason: "the field \(name) holds a line break; check what its template took from the request"
            )
        }
    }

    /// The job's fields, but for those that frame a message on its connection (RFC 9112 §6, §9), which libcurl writes itself,
    /// then `User-Agent` where the job has none, and what a mock's callback carries besides unless the mock names the field
    /// itself: the delivery's id, by which a receiver tells a repetition, and its place in a chain of callbacks, so that a
    /// circle comes to an end.
    static func fields(of job: CallbackJob, userAgent: String) -> FieldSection {
        var fields = job.fields.filter { index in !framing.contains { job.fields.isNamed($0, at: index) } }
        if !fields.contains("User-Agent") { fields.append("User-Agent", userAgent) }
        guard job.depth > 0 else { return fields }
        if !fields.contains("X-Understudy-Delivery"), job.id.rawValue.utf8.allSatisfy({ $0 >= 0x20 }) {
            fields.append("X-Understudy-Delivery", job.id.rawValue)
        }
        if !fields.contains("X-Understudy-Depth") { fields.append("X-Understudy-Depth", String(job.depth)) }
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

    private static let framing: [StaticString] = [
        "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Upgrade",
        "Expect",
    ]
}
