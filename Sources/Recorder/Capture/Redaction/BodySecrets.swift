internal import Model

/// Finds secrets in a body's text, by what its Content-Type says and by what it looks like.
struct BodySecrets {
    private let json: JSONSecrets
    private let paths: PathSecrets
    private let form: PairSecrets
    private let markup: MarkupSecrets
    private let urls: URLSecrets

    init(rules: RedactionRules, urls: URLSecrets) {
        let listed = rules.body.filter { !$0.hasPrefix("$") }
        let names = NameSet(listed, words: rules.words, keeping: rules.kept)
        json = JSONSecrets(names: names)
        paths = PathSecrets(paths: rules.body.compactMap(SecretPath.init))
        form = PairSecrets(
            names: NameSet(listed + rules.query, words: rules.words, keeping: rules.kept),
            place: "body"
        )
        markup = MarkupSecrets(names: names)
        self.urls = urls
    }

    func spans(in text: [UInt8], contentType: String) -> [SecretSpan] {
        guard !text.isEmpty else { return [] }
        let type = contentType.lowercased()
        return text.withUnsafeBufferPointer { bytes in
            if type.hasPrefix("application/x-www-form-urlencoded") { return form.spans(in: bytes, 0..<bytes.count) }
            var spans = json.spans(in: bytes)
            spans += paths.spans(in: bytes)
            spans += urls.spans(in: bytes)
            if type.contains("xml") { spans += markup.elementSpans(in: bytes) }
            if type.hasPrefix("multipart/") { spans += markup.partSpans(in: bytes) }
            return spans.disjoint
        }
    }
}
