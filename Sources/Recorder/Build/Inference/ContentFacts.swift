internal import Model
internal import Templating

/// What a value says about a content that the request holds: its hash, or how many bytes it has.
extension LinkSearch {
    /// A text that holds bytes, as the pilot has it, and how a template spells them.
    private typealias Source = (place: Place, coding: ContentHashing.Coding)

    /// `$.digest($.req.content, 'sha256', 'hex', 'base64')`, perhaps inside text: an ETag in its quotes, `sha256:…`.
    func digest(of values: [JSON], _ samples: [Sample], _ spelling: Spelling) -> String? {
        guard let texts = values.allStrings, let pilot = texts.first, (24...160).contains(pilot.utf8.count) else {
            return nil
        }
        for (hash, hashing, coding) in Self.hashes(in: pilot) {
            let parts = pilot.split(separator: hash, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            for source in sources(of: samples[0]) {
                let isGiven = zip(texts, samples)
                    .allSatisfy { text, sample in
                        Self.bytes(source, sample).flatMap { hashing.text(of: $0, coding) }
                            .map { text == parts[0] + $0 + parts[1] } ?? false
                    }
                guard isGiven else { continue }
                var arguments = "\(spelling.expression(source.place)), '\(hashing.rawValue)'"
                if coding != .hex || source.coding != .text { arguments += ", '\(coding.rawValue)'" }
                if source.coding != .text { arguments += ", '\(source.coding.rawValue)'" }
                let expression = "$.digest(\(arguments))"
                let isWhole = parts.allSatisfy(\.isEmpty)
                return isWhole
                    ? expression
                    : "\(Spelling.literal(String(parts[0])))${\(expression)}\(Spelling.literal(String(parts[1])))"
            }
        }
        return nil
    }

    /// `$.size($.req.content, 'base64')`
    func size(of values: [Double], _ samples: [Sample], _ spelling: Spelling) -> String? {
        guard Set(values).count >= 3 else { return nil }
        for source in sources(of: samples[0]) {
            let isGiven = zip(values, samples)
                .allSatisfy { value, sample in Self.bytes(source, sample).map { Double($0.count) == value } ?? false }
            guard isGiven else { continue }
            let coding = source.coding == .text ? "" : ", '\(source.coding.rawValue)'"
            return "$.size(\(spelling.expression(source.place))\(coding))"
        }
        return nil
    }

    /// The texts of a request or of what it names, as they are and as base64.
    private func sources(of pilot: Sample) -> [Source] {
        texts.filter { $0.link.step == .none && $0.link.place.isRemembered }.prefix(8)
            .flatMap { text, link -> [Source] in
                let isCoded = text.utf8.count % 4 == 0 && ContentHashing.Coding.base64.bytes(of: text) != nil
                return (isCoded ? [(link.place, .base64)] : []) + [(link.place, .text)]
            }
    }

    private static func bytes(_ source: Source, _ sample: Sample) -> [UInt8]? {
        source.place.value(in: sample)?.string.flatMap(source.coding.bytes)
    }

    /// A part of a text that looks like a hash, and what it may be.
    private typealias Hash = (text: String, hashing: ContentHashing, coding: ContentHashing.Coding)

    private static func hashes(in text: String) -> [Hash] {
        let digits = text.split { !$0.isHexDigit || $0.isUppercase }.map(String.init)
        let coded = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber) || "+/".contains($0)) }.map(String.init)
        return ContentHashing.allCases.flatMap { hashing -> [Hash] in
            let count = hashing.length
            let padding = String(repeating: "=", count: 2 - (count + 2) % 3)
            let inHex = digits.filter { $0.utf8.count == count * 2 }
            let inBase64 = coded.filter { $0.utf8.count == (count * 4 + 2) / 3 }.map { $0 + padding }
            return inHex.map { ($0, hashing, .hex) } + inBase64.map { ($0, hashing, .base64) }
        }
    }
}

extension [JSON] {
    /// Nil where one of them is no text.
    fileprivate var allStrings: [String]? {
        let texts = compactMap(\.string)
        return texts.count == count ? texts : nil
    }
}
