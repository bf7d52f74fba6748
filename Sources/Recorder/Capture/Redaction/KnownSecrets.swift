internal import Foundation
internal import Model

/// Finds secrets that are known already wherever else they stand, under any name: as they are, percent-encoded, escaped
/// in JSON, or in base64.
struct KnownSecrets {
    private var needles: [(bytes: [UInt8], secret: [UInt8])] = []
    /// How many secrets of one exchange are looked for: each costs a pass over all of it, and a list of tokens may hold
    /// thousands.
    private static let limit = 32

    /// Short and plain values are left out: `admin` as a password must not take every `admin` of a body with it.
    init(_ secrets: some Sequence<[UInt8]>) {
        var different: Set<[UInt8]> = []
        for secret in secrets where Self.isTelling(secret) && different.insert(secret).inserted {
            for spelling in Set(Self.spellings(of: secret)) { needles.append((spelling, secret)) }
            if different.count == Self.limit { break }
        }
    }

    var isEmpty: Bool { needles.isEmpty }

    /// Where the secrets stand, also where they were found by their names.
    func spans(in bytes: UnsafeBufferPointer<UInt8>) -> [SecretSpan] {
        var spans: [SecretSpan] = []
        for needle in needles {
            var position = 0
            while let range = needle.bytes.withUnsafeBufferPointer({ bytes.firstRange(of: $0, from: position) }) {
                position = range.upperBound
                spans.append(SecretSpan(range: range, secret: needle.secret, rule: "the same secret elsewhere"))
            }
        }
        return spans
    }

    /// Long enough to be no word: 8 bytes with a digit among them, or 16.
    static func isTelling(_ secret: [UInt8]) -> Bool {
        secret.count >= 16 || (secret.count >= 8 && secret.contains { $0 &- 0x30 < 10 })
    }

    private static func spellings(of secret: [UInt8]) -> [[UInt8]] {
        var spellings = [secret]
        if let text = String(validating: secret, as: UTF8.self) {
            spellings.append(Array(PercentEncoding.encoded(text).utf8))
            var quoted: [UInt8] = []
            JSON.appendQuoted(text, to: &quoted)
            spellings.append(Array(quoted.dropFirst().dropLast()))
        }
        let base64 = Data(secret).base64EncodedString()
        let digits = base64.utf8.filter { $0 != UInt8(ascii: "=") }
        spellings.append(digits)
        spellings.append(
            digits.map {
                $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0
            }
        )
        return spellings
    }
}
