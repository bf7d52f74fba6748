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
            span.range = Swift.max(span.range.lowerBound, end)..<span.range.upperBound
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
            result.append(contentsOf: span.quote)
            result.append(contentsOf: replacement(span))
            result.append(contentsOf: span.quote)
            position = span.range.upperBound
        }
        result.append(contentsOf: bytes[position...])
        return result
    }
}
