internal import Foundation
internal import Model

/// Finds secrets that are known already wherever else they stand, under any name: as they are, percent-encoded, escaped
/// in JSON, or in base64.
struct KnownSecrets {
    private var needles: [(bytes: [UInt8], secret: [UInt8])] = []

    /// Short and plain values are left out: `admin` as a password must not take every `admin` of a body with it.
    init(_ secrets: some Sequence<[UInt8]>) {
        var seen: Set<[UInt8]> = []
        for secret in secrets where Self.isTelling(secret) {
            for spelling in Self.spellings(of: secret) where seen.insert(spelling).inserted {
                needles.append((spelling, secret))
            }
        }
        needles.sort { $0.bytes.count > $1.bytes.count }
    }

    var isEmpty: Bool { needles.isEmpty }

    /// Where the secrets stand outside the spans that were found by their names.
    func spans(in bytes: UnsafeBufferPointer<UInt8>, besides taken: [SecretSpan]) -> [SecretSpan] {
        var spans: [SecretSpan] = []
        for needle in needles {
            var position = 0
            while let range = needle.bytes.withUnsafeBufferPointer({ bytes.firstRange(of: $0, from: position) }) {
                position = range.upperBound
                if !(taken + spans).contains(where: { $0.range.overlaps(range) }) {
                    spans.append(SecretSpan(range: range, secret: needle.secret, rule: "the same secret elsewhere"))
                }
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
