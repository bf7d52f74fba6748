internal import Model

/// Where a secret stands in some bytes, what it is once its encoding is undone, and which rule says so.
struct SecretSpan: Hashable {
    var range: Range<Int>
    var secret: [UInt8]
    /// `field authorization`, `query api_key`, `body password`, …
    var rule: String
    /// What goes around the placeholder: a number of JSON becomes a string, since a placeholder is no number.
    var quote: [UInt8] = []
    /// For a run of base64: the text that it stands for and the secrets in that; the run is written anew around their
    /// placeholders.
    var wrapped: WrappedSecrets?

    /// What is to be kept from the disk: the secret, or those within the text that is wrapped.
    var secrets: [[UInt8]] { wrapped.map { $0.spans.flatMap(\.secrets) } ?? [secret] }
}

/// Secrets in text that stands somewhere in base64.
struct WrappedSecrets: Hashable {
    let text: [UInt8]
    /// In order and apart.
    let spans: [SecretSpan]
    /// Whether `-` and `_` stand for `+` and `/` (RFC 4648 §5).
    let isURLSafe: Bool
    /// Whether the run was filled up with `=`, or had no need to be.
    let isPadded: Bool

    /// The run with its secrets replaced.
    func spliced(_ replacement: (SecretSpan) -> [UInt8]) -> [UInt8] {
        var run = Base64.encoded(spans.splice(into: text, replacement))
        if isURLSafe { run = run.replacing("+", with: "-").replacing("/", with: "_") }
        return Array((isPadded ? run : run.replacing("=", with: "")).utf8)
    }
}

extension [SecretSpan] {
    /// In order and apart: of two spans that begin together the longer one stays, or else the earlier one of the list;
    /// one that reaches out of another keeps what is left of it.
    var disjoint: [SecretSpan] {
        guard count > 1 else { return self }
        let inOrder = enumerated()
            .sorted {
                ($0.element.range.lowerBound, -$0.element.range.count, $0.offset)
                    < ($1.element.range.lowerBound, -$1.element.range.count, $1.offset)
            }
        var result: [SecretSpan] = []
        var end = 0
        for (_, span) in inOrder where span.range.upperBound > end {
            var span = span
            if span.range.lowerBound < end {
                // What is left of a run of base64 stands for nothing.
                span.wrapped = nil
                span.range = end..<span.range.upperBound
            }
            end = span.range.upperBound
            result.append(span)
        }
        return result
    }

    /// The bytes with each span replaced; the spans in order and apart.
    func splice(into bytes: [UInt8], _ replacement: (SecretSpan) -> [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + count * Placeholder.length)
        var position = 0
        for span in self {
            result.append(contentsOf: bytes[position..<span.range.lowerBound])
            if let wrapped = span.wrapped {
                result.append(contentsOf: wrapped.spliced(replacement))
            } else {
                result.append(contentsOf: span.quote)
                result.append(contentsOf: replacement(span))
                result.append(contentsOf: span.quote)
            }
            position = span.range.upperBound
        }
        result.append(contentsOf: bytes[position...])
        return result
    }
}
