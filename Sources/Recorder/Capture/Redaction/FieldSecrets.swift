internal import Foundation
internal import Model

/// Finds secrets in the fields of a head or of trailers, and keeps the shape around them.
struct FieldSecrets {
    let names: NameSet
    let kept: NameSet
    let urls: URLSecrets

    /// The secrets of a section by the number of their line, each span relative to its line's value; and what else is
    /// known to be a secret, as the password within `Basic` credentials.
    func spans(in fields: FieldSection) -> (byLine: [Int: [SecretSpan]], others: [[UInt8]]) {
        var byLine: [Int: [SecretSpan]] = [:]
        var others: [[UInt8]] = []
        for index in 0..<fields.count {
            let spans = fields.withLineBytes(index) { line in
                let nameEnd = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
                let rule = names.rule(for: line[..<nameEnd])
                return fields.withValueBytes(index) { value in
                    guard let rule, rule.holds(for: Array(value)) else { return urls.spans(in: value) }
                    return self.spans(under: rule.spelling, in: value, others: &others)
                }
            }
            if !spans.isEmpty { byLine[index] = spans }
        }
        return (byLine, others)
    }

    private func spans(
        under name: String,
        in value: UnsafeBufferPointer<UInt8>,
        others: inout [[UInt8]]
    ) -> [SecretSpan] {
        let rule = "field \(name.lowercased())"
        let ranges: [Range<Int>] =
            switch name.lowercased() {
            case "authorization", "proxy-authorization": [credentials(in: value, others: &others)]
            case "cookie": cookies(in: value)
            case "set-cookie": Array(cookies(in: value).prefix(1)).filter { $0.upperBound <= firstPairEnd(of: value) }
            default: [0..<value.count]
            }
        return ranges.compactMap { range in
            let secret = Array(value[range])
            guard !secret.isEmpty, !Placeholder.isOne(secret) else { return nil }
            return SecretSpan(range: range, secret: secret, rule: rule)
        }
    }

    /// What follows the scheme (RFC 9110 §11.4); all of it when there is no scheme.
    private func credentials(in value: UnsafeBufferPointer<UInt8>, others: inout [[UInt8]]) -> Range<Int> {
        guard let space = value.firstIndex(of: 0x20),
            let start = value[space...].firstIndex(where: { $0 != 0x20 })
        else { return 0..<value.count }
        if value[..<space].map(lowercased).elementsEqual("basic".utf8) {
            others += basicSecrets(String(decoding: value[start...], as: UTF8.self))
        }
        return start..<value.count
    }

    /// The password of `Basic` credentials (RFC 7617 §2), or what stands in its place when it is next to nothing: some
    /// services take their key as the user's name.
    private func basicSecrets(_ text: String) -> [[UInt8]] {
        guard let data = Data(base64Encoded: text), let colon = data.firstIndex(of: UInt8(ascii: ":")) else {
            return []
        }
        let password = Array(data[data.index(after: colon)...])
        return password.count < 4 ? [Array(data[..<colon])] : [password]
    }

    /// The values in `name=value; name=value` (RFC 6265 §4.2.1), without their quotes.
    private func cookies(in value: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        while start < value.count {
            let end = value[start...].firstIndex(of: UInt8(ascii: ";")) ?? value.count
            if let equals = value[start..<end].firstIndex(of: UInt8(ascii: "=")) {
                var range = equals + 1..<end
                while let last = value[range].last, last == 0x20 || last == 0x09 { range = range.dropLast() }
                if range.count >= 2, value[range].first == 0x22, value[range].last == 0x22 {
                    range = range.dropFirst().dropLast()
                }
                let name = value[start..<equals].drop { $0 == 0x20 }
                if !kept.contains(name) { ranges.append(range) }
            }
            start = end + 1
        }
        return ranges
    }

    /// A server sets one cookie a line; what follows its first semicolon are attributes (RFC 6265 §4.1.1).
    private func firstPairEnd(of value: UnsafeBufferPointer<UInt8>) -> Int {
        value.firstIndex(of: UInt8(ascii: ";")) ?? value.count
    }
}
