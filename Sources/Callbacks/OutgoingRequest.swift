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

    /// Takes the job's method, URL, fields and bytes as they are, but for the fields that frame a message on its
    /// connection (RFC 9112 §6, §9), which libcurl writes itself, and adds `User-Agent` where the job has none.
    ///
    /// - Throws: what in the job cannot stand in a request.
    init(_ job: CallbackJob, fields: FieldSection, userAgent: String) throws(UnsendableCallback) {
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
        lines = try Self.lines(of: fields, userAgent: userAgent) + Self.ownLines(of: job)
    }

    private static func lines(of fields: FieldSection, userAgent: String) throws(UnsendableCallback) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for field in fields where !framing.contains(field.name.lowercased()) {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(isTokenByte) else {
                throw UnsendableCallback(reason: "\"\(field.name)\" is not a field name; check the callback's headers")
            }
            guard !field.valueBytes.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
                throw UnsendableCallback(
                    reason: "the field \(field.name) holds a line break; check what its template took from the request"
                )
            }
            lines.append(line(field))
        }
        if !fields.contains("User-Agent") { lines.append(Array("User-Agent: \(userAgent)".utf8)) }
        return lines
    }

    /// What a mock's callback carries besides, unless the mock names the field itself: the delivery's id, by which a receiver
    /// tells a repetition, and its place in a chain of callbacks, so that a circle comes to an end.
    private static func ownLines(of job: CallbackJob) -> [[UInt8]] {
        guard job.depth > 0 else { return [] }
        return [("X-Understudy-Delivery", job.id.rawValue), ("X-Understudy-Depth", String(job.depth))]
            .filter { !job.fields.contains($0.0) && !$0.1.utf8.contains { $0 < 0x20 } }
            .map { Array("\($0.0): \($0.1)".utf8) }
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

/// The characters of a token (RFC 9110 §5.6.2).
private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
