internal import Model

/// The secrets that a recording has shown under telling names so far, so that they are known under any other name from then on: a
/// token that one exchange handed out may stand in the next one's content, or in a webhook.
///
/// Only secrets that are words of their own are remembered, those that a text can be split into; each costs one look-up a word.
struct SecretMemory {
    private var words: Set<[UInt8]> = []
    private var shortest = Int.max
    private var longest = 0
    /// A recording that hands out more tokens than this forgets none, and learns no more.
    private static let limit = 32_768

    mutating func remember(_ secrets: some Sequence<[UInt8]>) {
        for secret in secrets
        where words.count < Self.limit && KnownSecrets.isTelling(secret) && secret.allSatisfy(Self.isLetter) {
            words.insert(secret)
            (shortest, longest) = (min(shortest, secret.count), max(longest, secret.count))
        }
    }

    /// Where remembered secrets stand as words, or as parts of a path or of a dotted name.
    func spans(in bytes: UnsafeBufferPointer<UInt8>) -> [SecretSpan] {
        guard !words.isEmpty, bytes.count >= shortest else { return [] }
        var spans: [SecretSpan] = []
        var start = 0
        for position in 0...bytes.count {
            if position < bytes.count, Self.isLetter(bytes[position]) { continue }
            if position - start >= shortest { add(bytes, start..<position, to: &spans) }
            start = position + 1
        }
        return spans
    }

    private func add(_ bytes: UnsafeBufferPointer<UInt8>, _ word: Range<Int>, to spans: inout [SecretSpan]) {
        if let span = span(bytes, word) { return spans.append(span) }
        var start = word.lowerBound
        for position in word.lowerBound...word.upperBound {
            if position < word.upperBound, bytes[position] != UInt8(ascii: "/"), bytes[position] != UInt8(ascii: ".") {
                continue
            }
            if position - start >= shortest, let span = span(bytes, start..<position) { spans.append(span) }
            start = position + 1
        }
    }

    private func span(_ bytes: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> SecretSpan? {
        guard word.count <= longest else { return nil }
        let secret = Array(bytes[word])
        guard words.contains(secret) else { return nil }
        return SecretSpan(range: word, secret: secret, rule: "the same secret elsewhere")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte == 0x2D || byte == 0x2E || byte == 0x2B
            || byte == 0x2F
            || byte == 0x7E
    }
}
