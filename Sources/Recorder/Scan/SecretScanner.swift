internal import Codings
public import Model

/// Looks through texts for what looks like a secret: keys by their shapes, credentials, and values under telling names; also in
/// base64, percent-encoded, and in compressed content.
///
/// A pure value. Placeholders of redaction, templates, and what the caller allows are no findings.
public struct SecretScanner: Sendable {
    private let fields: FieldSecrets
    private let bodies: BodySecrets
    private let pairs: PairSecrets
    private let urls: URLSecrets
    private let names: NameSet
    private let hash: ContentHash
    private let allowed: Set<String>

    /// How often text within text is taken apart.
    private static let depth = 3
    /// What compressed content may grow to.
    private static let limit = 64 << 20

    /// - Parameters:
    ///   - allowed: marks of findings that are none.
    ///   - hash: what marks are made with.
    public init(allowed: Set<String> = [], hash: ContentHash) {
        let rules = RedactionRules.standard
        pairs = PairSecrets(names: NameSet(rules.query + rules.body, words: rules.words), place: "query")
        urls = URLSecrets(pairs: PairSecrets(names: NameSet(rules.query, words: rules.words), place: "query"))
        fields = FieldSecrets(names: NameSet(rules.fields, words: rules.words), kept: NameSet([]), urls: urls)
        bodies = BodySecrets(rules: rules, urls: urls)
        names = NameSet(
            rules.fields + rules.body + rules.query.filter { $0 != "key" && $0 != "sig" && $0 != "signature" },
            words: rules.words
        )
        (self.allowed, self.hash) = (allowed, hash)
    }

    /// What looks like a secret in some bytes: text, or content that is compressed.
    ///
    /// - Parameter name: what the value is called, where it has a name of its own.
    public func findings(in bytes: [UInt8], named name: String? = nil, place: String) -> [SecretFinding] {
        var hits = self.hits(in: bytes, depth: Self.depth)
        if let name, let hit = hit(under: name, bytes) { hits.append(hit) }
        return findings(hits, place)
    }

    /// What looks like a secret in the lines of a head.
    public func findings(inFields wireBytes: [UInt8], place: String) -> [SecretFinding] {
        let section = FieldSection(wireBytes: wireBytes)
        var hits: [SecretHit] = []
        for (line, spans) in fields.spans(in: section).byLine.sorted(by: { $0.key < $1.key }) {
            let isCredential = section[line].name.lowercased().hasSuffix("authorization")
            hits += spans.filter { isCredential || Self.isSecret($0.secret) }
                .map { SecretHit(kind: isCredential ? .authorization : .named, secret: $0.secret) }
        }
        hits += self.hits(in: wireBytes, depth: Self.depth)
        return findings(hits, place)
    }

    // MARK: Looking

    private func hits(in bytes: [UInt8], depth: Int) -> [SecretHit] {
        guard depth > 0, bytes.count >= 8 else { return [] }
        if bytes.starts(with: [0x1F, 0x8B]),
            let content = try? ContentCoding.decodeAsFarAsPossible(bytes, codings: "gzip", limit: Self.limit)
        {
            return hits(in: content.bytes, depth: depth - 1)
        }
        return bytes.withUnsafeBufferPointer { text in
            KeyShapes.places(in: text).map { SecretHit(kind: $0.kind, secret: Array(text[$0.range])) } + named(in: text)
                + wrapped(in: text, depth: depth)
        }
    }

    /// Values under telling names: members of JSON, pairs of a form, user information and queries of URLs, `Authorization:` in text.
    private func named(in text: UnsafeBufferPointer<UInt8>) -> [SecretHit] {
        var spans = bodies.spans(in: Array(text), contentType: "")
        if EncodedText.looksLikeForm(text) { spans += pairs.spans(in: text, 0..<text.count) }
        return spans.filter { Self.isSecret($0.secret) }
            .map { SecretHit(kind: $0.rule == "url user information" ? .authorization : .named, secret: $0.secret) }
    }

    /// Text in base64 or percent-encoding within the text.
    private func wrapped(in text: UnsafeBufferPointer<UInt8>, depth: Int) -> [SecretHit] {
        var hits: [SecretHit] = []
        if let percent = text.firstIndex(of: UInt8(ascii: "%")), percent + 2 < text.count {
            let decoded = Array(PercentEncoding.decoded(String(decoding: text, as: UTF8.self)).utf8)
            if decoded.count < text.count { hits += self.hits(in: decoded, depth: depth - 1) }
        }
        for run in EncodedText.runs(in: text) {
            guard let inner = EncodedText.text(UnsafeBufferPointer(rebasing: text[run])) else { continue }
            hits += self.hits(in: inner, depth: depth - 1)
        }
        return hits
    }

    /// A value that has a name beside it, as in a condition or a store.
    private func hit(under name: String, _ bytes: [UInt8]) -> SecretHit? {
        guard let rule = names.rule(for: name.utf8), rule.holds(for: bytes) else { return nil }
        let lower = name.lowercased()
        if lower == "authorization" || lower == "proxy-authorization" {
            let words = bytes.split(separator: 0x20)
            guard let secret = words.last, Self.isPlain(Array(secret)), secret.count >= 6 else { return nil }
            return SecretHit(kind: .authorization, secret: Array(secret))
        }
        return Self.isSecret(bytes) ? SecretHit(kind: .named, secret: bytes) : nil
    }

    // MARK: Judging

    /// Whether a value under a telling name is worth a look: no word, no placeholder, no template.
    private static func isSecret(_ secret: [UInt8]) -> Bool {
        KnownSecrets.isTelling(secret) && isPlain(secret) && entropy(secret) >= 2.5
    }

    /// Whether it is what it says, and stands for nothing else.
    private static func isPlain(_ secret: [UInt8]) -> Bool {
        !secret.withUnsafeBufferPointer { text in
            Placeholder.isIn(text) || text.firstRange(of: "$.", from: 0) != nil
                || text.firstRange(of: "{{", from: 0) != nil
                || text.firstRange(of: "${", from: 0) != nil || text.contains(0)
        }
    }

    /// Bits for each character, as the characters themselves are spread.
    private static func entropy(_ bytes: [UInt8]) -> Double { ByteEntropy.bits(bytes) }

    private func findings(_ hits: [SecretHit], _ place: String) -> [SecretFinding] {
        var findings: [SecretFinding] = []
        var seen: Set<[UInt8]> = []
        // The shape says more than the name, and comes first.
        for hit in hits where Self.isPlain(hit.secret) && seen.insert(hit.secret).inserted {
            let mark = "\(hit.kind.rawValue)-\(hash.hex(Array("\(hit.kind.rawValue) ".utf8) + hit.secret, digits: 8))"
            guard !allowed.contains(mark) else { continue }
            findings.append(
                SecretFinding(place: place, kind: hit.kind.words, excerpt: Self.masked(hit.secret), mark: mark)
            )
        }
        return findings
    }

    /// A few characters from the beginning, a quarter at most, and how long it is.
    static func masked(_ secret: [UInt8]) -> String {
        let shown = secret.prefix(min(4, secret.count / 4)).map { $0 > 0x20 && $0 < 0x7F ? $0 : 0x3F }
        return "\(String(decoding: shown, as: UTF8.self))… (\(secret.count) characters)"
    }
}
