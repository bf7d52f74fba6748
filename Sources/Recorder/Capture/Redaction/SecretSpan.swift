/// Where a secret stands in some bytes, what it is once its encoding is undone, and which rule says so.
struct SecretSpan: Hashable {
    var range: Range<Int>
    var secret: [UInt8]
    /// `field authorization`, `query api_key`, `body password`, …
    var rule: String
    /// What goes around the placeholder: a number of JSON becomes a string, since a placeholder is no number.
    var quote: [UInt8] = []
}

extension [SecretSpan] {
    /// In order, without those that reach into an earlier one.
    var disjoint: [SecretSpan] {
        var result: [SecretSpan] = []
        for span in sorted(by: { ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count) }) {
            if let last = result.last, span.range.lowerBound < last.range.upperBound { continue }
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
            result.append(contentsOf: span.quote)
            result.append(contentsOf: replacement(span))
            result.append(contentsOf: span.quote)
            position = span.range.upperBound
        }
        result.append(contentsOf: bytes[position...])
        return result
    }
}
