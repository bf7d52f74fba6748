internal import Model
internal import Storage

/// One message while its secrets are looked for: what was found so far in each of its places.
struct MessageText {
    private let target: [UInt8]
    private let fields: FieldSection
    private let trailers: FieldSection
    private let body: BodyText

    private var targetSpans: [SecretSpan] = []
    private var fieldSpans: [Int: [SecretSpan]] = [:]
    private var trailerSpans: [Int: [SecretSpan]] = [:]
    private var bodySpans: [SecretSpan] = []
    private var others: [[UInt8]] = []

    init(target: String?, fields: FieldSection, trailers: FieldSection, body: BodyText) {
        self.target = target.map { Array($0.utf8) } ?? []
        (self.fields, self.trailers, self.body) = (fields, trailers, body)
    }

    var hasFindings: Bool {
        !(targetSpans.isEmpty && fieldSpans.isEmpty && trailerSpans.isEmpty && bodySpans.isEmpty)
    }

    private var allSpans: [SecretSpan] {
        targetSpans + fieldSpans.values.joined() + trailerSpans.values.joined() + bodySpans
    }

    /// What was found, as it reads without its encoding.
    var secrets: [[UInt8]] { hasFindings ? allSpans.flatMap(\.secrets) + others : [] }

    /// How many secrets each rule found.
    var counts: [String: Int] { hasFindings ? Dictionary(allSpans.map { ($0.rule, 1) }, uniquingKeysWith: +) : [:] }

    /// Looks for secrets by the names that they stand under, by their shapes, and in text that is wrapped in base64.
    mutating func find(fields secrets: FieldSecrets, target url: URLSecrets, bodies: BodySecrets, hidden: HiddenSecrets)
    {
        targetSpans = target.withUnsafeBufferPointer { bytes in
            var spans = url.spans(in: bytes) + hidden.spans(in: bytes)
            if let mark = bytes.firstIndex(of: UInt8(ascii: "?")) {
                spans += url.pairs.spans(in: bytes, mark + 1..<bytes.count)
            }
            return spans.disjoint
        }
        let found = secrets.spans(in: fields)
        fieldSpans = found.byLine
        others = found.others
        if !trailers.isEmpty { trailerSpans = secrets.spans(in: trailers).byLine }
        bodySpans = bodies.spans(in: body.text, contentType: fields.first("Content-Type") ?? "")
        bodySpans = (bodySpans + body.text.withUnsafeBufferPointer(hidden.spans)).disjoint
        Self.find(hidden.spans, in: fields, &fieldSpans)
        Self.find(hidden.spans, in: trailers, &trailerSpans)
    }

    /// Looks for secrets that earlier exchanges of the recording showed.
    mutating func find(_ memory: SecretMemory) { find(memory.spans) }

    /// Looks for secrets that are known already in every place.
    mutating func find(_ known: KnownSecrets) {
        guard !known.isEmpty else { return }
        find { bytes in known.spans(in: bytes) + HiddenSecrets.wrapped(in: bytes, known.spans) }
    }

    private typealias Search = (UnsafeBufferPointer<UInt8>) -> [SecretSpan]

    private mutating func find(_ search: Search) {
        targetSpans = (targetSpans + target.withUnsafeBufferPointer(search)).disjoint
        bodySpans = (bodySpans + body.text.withUnsafeBufferPointer(search)).disjoint
        Self.find(search, in: fields, &fieldSpans)
        Self.find(search, in: trailers, &trailerSpans)
    }

    private static func find(_ search: Search, in fields: FieldSection, _ spans: inout [Int: [SecretSpan]]) {
        for index in 0..<fields.count {
            let more = fields.withValueBytes(index, search)
            if !more.isEmpty { spans[index] = ((spans[index] ?? []) + more).disjoint }
        }
    }

    /// The target without its secrets; nil when it has none.
    func redactedTarget(_ placeholder: Placeholder) -> String? {
        guard !targetSpans.isEmpty else { return nil }
        return String(
            decoding: targetSpans.splice(into: target) { placeholder(for: $0.secret) },
            as: UTF8.self
        )
    }

    /// The body without its secrets, as it is stored.
    func redactedBody(_ placeholder: Placeholder) -> (stored: CapturedBody, notes: StoredExchange.BodyNotes) {
        guard !bodySpans.isEmpty else { return body.body(redacted: nil) }
        let text = bodySpans.splice(into: body.text) { placeholder(for: $0.secret) }
        return body.body(redacted: text)
    }

    func redactedFields(_ placeholder: Placeholder) -> FieldSection { redacted(fields, fieldSpans, placeholder) }

    func redactedTrailers(_ placeholder: Placeholder) -> FieldSection { redacted(trailers, trailerSpans, placeholder) }

    private func redacted(
        _ section: FieldSection,
        _ spans: [Int: [SecretSpan]],
        _ placeholder: Placeholder
    ) -> FieldSection {
        guard !spans.isEmpty else { return section }
        var result = FieldSection(reservingBytes: section.byteCount, lines: section.count)
        for index in 0..<section.count {
            guard let found = spans[index] else {
                result.appendLine(index, of: section)
                continue
            }
            let field = section[index]
            let value = found.disjoint.splice(into: Array(field.valueBytes)) { placeholder(for: $0.secret) }
            result.append(field.name, bytes: value)
        }
        return result
    }
}
