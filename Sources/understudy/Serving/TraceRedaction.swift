internal import Model
internal import Recorder
internal import Storage

/// Replaces the secrets of requests and answers before the journal of a server reaches the disk. In memory they stay, so that a
/// test can ask what its client sent; after a restart they read as placeholders.
struct TraceRedaction: Sendable {
    private let redactor: Redactor?

    /// - Parameter rules: nil keeps everything as it is.
    init(_ rules: RedactionRules?) {
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255) }
        redactor = rules.map { Redactor(rules: $0, salt: salt, hash: Assembly.contentHash) }
    }

    func callAsFunction(_ entry: JournalEntry) -> JournalEntry {
        guard let redactor else { return entry }
        let trace = Trace(
            head: entry.request.head,
            body: entry.request.body ?? [],
            fields: entry.fields,
            answer: entry.body,
            lines: entry.nearest
        )
        guard let redacted = trace.redacted(by: redactor) else { return entry }
        var result = entry
        result.request.head = redacted.head
        if entry.request.body != nil { result.request.body = redacted.body }
        (result.answer.fields, result.answer.body, result.nearest) = (redacted.fields, redacted.answer, redacted.lines)
        return result
    }

    /// The path stays, since the row is called by it.
    func callAsFunction(_ miss: StoredMiss) -> StoredMiss {
        guard let redactor else { return miss }
        let target = miss.query.isEmpty ? miss.path : "\(miss.path)?\(miss.query)"
        let head = RequestHead(method: miss.method, target: target, fields: miss.fields)
        guard let redacted = Trace(head: head, body: miss.body, lines: miss.nearest).redacted(by: redactor) else {
            return miss
        }
        var result = miss
        (result.fields, result.body, result.nearest) = (redacted.head.fields, redacted.body, redacted.lines)
        result.query = RequestTarget(redacted.head.target).query ?? ""
        return result
    }
}

/// What a request leaves behind, as an exchange that can be searched as a whole.
private struct Trace {
    var head: RequestHead
    var body: [UInt8]
    var fields: FieldSection = []
    var answer: [UInt8] = []
    /// Sentences about the request, which may quote it.
    var lines: [String]

    /// Without its secrets; nil when there are none.
    func redacted(by redactor: Redactor) -> Trace? {
        var quotes = FieldSection()
        for line in lines { quotes.append("line", line) }
        let exchange = Exchange(
            id: ExchangeID(rawValue: 0),
            listener: "",
            client: "",
            origin: Origin(scheme: .http, authority: Authority(host: "localhost")),
            request: head,
            requestBody: CapturedBody(bytes: body),
            requestTrailers: quotes,
            outcome: .response(
                Exchange.Response(
                    head: ResponseHead(status: 200, reason: "", fields: fields),
                    body: CapturedBody(bytes: answer)
                )
            ),
            startedAt: Timestamp(seconds: 0)
        )
        let (result, counts) = redactor.redact(exchange)
        guard !counts.isEmpty else { return nil }
        let stored = result.exchange
        return Trace(
            head: stored.request,
            body: stored.requestBody.bytes,
            fields: stored.response?.head.fields ?? [],
            answer: stored.response?.body.bytes ?? [],
            lines: stored.requestTrailers.map(\.value)
        )
    }
}
