internal import Model

/// Finds secrets that no name gives away: keys by their shapes, and secrets in text that stands in base64.
final class HiddenSecrets: Sendable {
    private let json: JSONSecrets
    private let form: PairSecrets
    private let urls: URLSecrets
    private let shapes: Set<SecretKind>
    /// How often text within text is taken apart.
    private static let depth = 3

    init(rules: RedactionRules, urls: URLSecrets) {
        let names = rules.body.filter { !$0.hasPrefix("$") }
        json = JSONSecrets(names: NameSet(names, words: rules.words, keeping: rules.kept))
        form = PairSecrets(
            names: NameSet(names + rules.query, words: rules.words, keeping: rules.kept),
            place: "body"
        )
        self.urls = urls
        let kept = NameSet(rules.kept)
        shapes = Set(rules.shapes.filter { !kept.contains($0.utf8) }.compactMap(SecretKind.init(rawValue:)))
    }

    func spans(in bytes: UnsafeBufferPointer<UInt8>) -> [SecretSpan] { spans(in: bytes, depth: Self.depth) }

    private func spans(in bytes: UnsafeBufferPointer<UInt8>, depth: Int) -> [SecretSpan] {
        guard depth > 0, bytes.count >= 16 else { return [] }
        let keys = KeyShapes.places(in: bytes).filter { shapes.contains($0.kind) }
            .map { SecretSpan(range: $0.range, secret: Array(bytes[$0.range]), rule: "shape \($0.kind.rawValue)") }
        return keys + Self.wrapped(in: bytes) { inner in named(inner) + spans(in: inner, depth: depth - 1) }
    }

    private func named(_ text: UnsafeBufferPointer<UInt8>) -> [SecretSpan] {
        let spans = json.spans(in: text) + urls.spans(in: text)
        return EncodedText.looksLikeForm(text) ? spans + form.spans(in: text, 0..<text.count) : spans
    }

    /// The runs of base64 in whose text something is found.
    static func wrapped(
        in bytes: UnsafeBufferPointer<UInt8>,
        _ find: (UnsafeBufferPointer<UInt8>) -> [SecretSpan]
    ) -> [SecretSpan] {
        EncodedText.runs(in: bytes)
            .compactMap { range in
                let run = UnsafeBufferPointer(rebasing: bytes[range])
                guard let text = EncodedText.text(run) else { return nil }
                let spans = text.withUnsafeBufferPointer(find).disjoint
                guard let first = spans.first else { return nil }
                let wrapped = WrappedSecrets(
                    text: text,
                    spans: spans,
                    isURLSafe: run.contains(UInt8(ascii: "-")) || run.contains(UInt8(ascii: "_")),
                    isPadded: run.count % 4 == 0
                )
                return SecretSpan(
                    range: range,
                    secret: first.secret,
                    rule: "\(first.rule), in base64",
                    wrapped: wrapped
                )
            }
    }
}
