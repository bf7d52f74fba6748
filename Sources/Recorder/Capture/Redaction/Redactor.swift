internal import Codings
public import Model
public import Storage

/// Replaces secrets by placeholders that are equal exactly where the secrets are equal.
///
/// A pure value: the same rules, salt and input give the same result, so that a live request at replay turns into what
/// the recorded one became.
public struct Redactor: Sendable {
    let placeholder: Placeholder
    private let fields: FieldSecrets
    private let target: URLSecrets
    private let bodies: BodySecrets
    private let hidden: HiddenSecrets

    /// - Parameters:
    ///   - rules: which values are secrets.
    ///   - salt: random bytes of the recording's own; who has them can test guesses against placeholders.
    ///   - hash: what placeholders are made with.
    public init(rules: RedactionRules, salt: [UInt8], hash: ContentHash) {
        placeholder = Placeholder(salt: salt, hash: hash)
        let query = NameSet(rules.query, words: rules.words, keeping: rules.kept)
        target = URLSecrets(pairs: PairSecrets(names: query, place: "query"))
        fields = FieldSecrets(
            names: NameSet(rules.fields, words: rules.words, keeping: rules.kept),
            kept: NameSet(rules.kept),
            urls: target
        )
        bodies = BodySecrets(rules: rules, urls: target)
        hidden = HiddenSecrets(rules: rules, urls: target)
    }

    /// The redactor of a recording; nil when it was made with `--redact none`.
    ///
    /// - Throws: when the rules that were kept cannot be read.
    public init?(_ recorded: RecordedRedaction, hash: ContentHash) throws(RedactionRulesError) {
        guard !recorded.salt.isEmpty else { return nil }
        let json: JSON
        do throws(JSONError) { json = try JSON.parse(recorded.rules) } catch {
            throw RedactionRulesError(description: "the redaction rules of the recording are not JSON: \(error)")
        }
        self.init(rules: try RedactionRules(json: json), salt: recorded.salt, hash: hash)
    }

    /// The exchange without its secrets, with its bodies decoded for reading, and how many secrets each rule found.
    public func redact(_ exchange: Exchange) -> (stored: StoredExchange, counts: [String: Int]) {
        var memory = SecretMemory()
        return redact(exchange, &memory)
    }

    /// The same, with what earlier exchanges of the recording have shown to be secrets; what this one shows is added.
    func redact(_ exchange: Exchange, _ memory: inout SecretMemory) -> (stored: StoredExchange, counts: [String: Int]) {
        let request = MessageText(
            target: exchange.request.target,
            fields: exchange.request.fields,
            trailers: exchange.requestTrailers,
            body: BodyText(exchange.requestBody, fields: exchange.request.fields)
        )
        let response = exchange.response.map {
            MessageText(
                target: nil,
                fields: $0.head.fields,
                trailers: $0.trailers,
                body: BodyText($0.body, fields: $0.head.fields)
            )
        }
        var parts = [request] + (response.map { [$0] } ?? [])
        let counts = search(&parts, &memory)
        var result = StoredExchange(exchange)
        apply(parts[0], to: &result)
        if parts.count > 1 { apply(parts[1], toResponseOf: &result) }
        return (result, counts)
    }

    /// Looks for secrets in the parts of what was recorded: by the rules, and by what the other parts and all that was recorded
    /// before have shown. Gives how many each rule found.
    func search(_ parts: inout [MessageText], _ memory: inout SecretMemory) -> [String: Int] {
        for index in parts.indices { find(in: &parts[index]) }
        let secrets = parts.flatMap(\.secrets)
        for index in parts.indices { parts[index].find(memory) }
        memory.remember(secrets)
        if !secrets.isEmpty {
            let known = KnownSecrets(secrets)
            for index in parts.indices { parts[index].find(known) }
        }
        return parts.reduce(into: [:]) { $0.merge($1.counts, uniquingKeysWith: +) }
    }

    /// The exchange as it is, with its bodies decoded for reading: what is stored when nothing is redacted.
    static func decoded(_ exchange: Exchange) -> StoredExchange {
        func notes(_ body: CapturedBody, _ fields: FieldSection) -> StoredExchange.BodyNotes {
            BodyText(body, fields: fields).notes
        }
        return StoredExchange(
            exchange,
            request: notes(exchange.requestBody, exchange.request.fields),
            response: exchange.response.map { notes($0.body, $0.head.fields) } ?? StoredExchange.BodyNotes()
        )
    }

    /// A live request as the recorded ones were redacted.
    public func redact(head: RequestHead, body: [UInt8]) -> (head: RequestHead, body: [UInt8]) {
        var message = MessageText(
            target: head.target,
            fields: head.fields,
            trailers: [],
            body: BodyText(CapturedBody(bytes: body), fields: head.fields)
        )
        find(in: &message)
        guard message.hasFindings else { return (head, body) }
        message.find(KnownSecrets(message.secrets))
        var head = head
        head.target = message.redactedTarget(placeholder) ?? head.target
        head.fields = message.redactedFields(placeholder)
        return (head, message.redactedBody(placeholder).stored.bytes)
    }

    /// A live request as the recorded ones were redacted, with its body if that has arrived.
    public func redact(_ request: IncomingRequest) -> IncomingRequest {
        var request = request
        let (head, body) = redact(head: request.head, body: request.body ?? [])
        request.head = head
        if request.body != nil { request.body = body }
        return request
    }

    private func find(in message: inout MessageText) {
        message.find(fields: fields, target: target, bodies: bodies, hidden: hidden)
    }

    private func apply(_ message: MessageText, to result: inout StoredExchange) {
        if let target = message.redactedTarget(placeholder) { result.exchange.request.target = target }
        if message.hasFindings {
            result.exchange.request.fields = message.redactedFields(placeholder)
            result.exchange.requestTrailers = message.redactedTrailers(placeholder)
        }
        (result.exchange.requestBody, result.request) = message.redactedBody(placeholder)
    }

    private func apply(_ message: MessageText, toResponseOf result: inout StoredExchange) {
        guard var response = result.exchange.response else { return }
        if message.hasFindings {
            response.head.fields = message.redactedFields(placeholder)
            response.trailers = message.redactedTrailers(placeholder)
        }
        (response.body, result.response) = message.redactedBody(placeholder)
        switch result.exchange.outcome {
        case .response: result.exchange.outcome = .response(response)
        case .failure(let failure, _): result.exchange.outcome = .failure(failure, partial: response)
        }
    }
}
