internal import Model

/// Finds secrets in `name=value&name=value`: queries and forms.
struct PairSecrets {
    let names: NameSet
    /// The first word of the rule: `query` or `body`.
    let place: String

    /// The spans of the values under a name of the set, within a part of the bytes.
    func spans(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [SecretSpan] {
        var spans: [SecretSpan] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let end = bytes[start..<range.upperBound].firstIndex(of: UInt8(ascii: "&")) ?? range.upperBound
            if let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")), equals + 1 < end,
                let rule = rule(for: bytes[start..<equals])
            {
                let value = bytes[equals + 1..<end]
                let secret = percentDecoded(value)
                if !secret.isEmpty, !Placeholder.isOne(secret), rule.holds(for: secret) {
                    spans.append(SecretSpan(range: equals + 1..<end, secret: secret, rule: "\(place) \(rule.spelling)"))
                }
            }
            start = end + 1
        }
        return spans
    }

    /// `user[password]`, also with its brackets encoded, counts as `password`.
    private func rule(for name: Slice<UnsafeBufferPointer<UInt8>>) -> NameRule? {
        guard name.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "[") }) else {
            return names.rule(for: name)
        }
        let plain = percentDecoded(name)
        let last = plain.split { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") }.last
        let rules = [plain[...], last].compactMap { $0.flatMap { names.rule(for: $0) } }
        return rules.first(where: \.isListed) ?? rules.last
    }
}

/// The bytes with `%XX` decoded and `+` read as a space.
func percentDecoded(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
    guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return Array(bytes) }
    return Array(PercentEncoding.decoded(String(decoding: bytes, as: UTF8.self), plusIsSpace: true).utf8)
}
