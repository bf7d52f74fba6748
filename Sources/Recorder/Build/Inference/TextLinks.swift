internal import Model

/// Finds values from elsewhere inside texts.
struct TextLinks {
    let texts: [String]
    let sources: [(text: String, link: Link)]
    let samples: [Sample]

    /// A part of a text: read from elsewhere, or what stands between (one for each sample).
    enum Piece {
        case link(Link)
        case gap([String])
    }

    /// The texts in pieces; nil when no value from elsewhere stands in all of them.
    func pieces(isConstant: Bool) -> [Piece]? {
        let chosen = occurrences()
        guard !chosen.isEmpty, isBelievable(chosen.map(\.link), isConstant: isConstant) else { return nil }
        var links = chosen.map(\.link)
        while !links.isEmpty {
            if let pieces = pieces(along: links) { return pieces }
            links.removeLast()
        }
        return nil
    }

    /// The places in the first text where a source stands that holds in all samples, in order and apart.
    private func occurrences() -> [(range: Range<Int>, link: Link)] {
        let bytes = Array(texts[0].utf8)
        var taken: [(range: Range<Int>, link: Link)] = []
        for (text, link) in sources where text.utf8.count < bytes.count {
            let needle = Array(text.utf8)
            for range in Self.ranges(of: needle, in: bytes) where !taken.contains(where: { $0.range.overlaps(range) }) {
                guard standsInAll(link) else { break }
                taken.append((range, link))
            }
        }
        return taken.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private func standsInAll(_ link: Link) -> Bool {
        for (text, sample) in zip(texts, samples) {
            guard let value = link.value(in: sample)?.textValue, !value.isEmpty, text.contains(value) else {
                return false
            }
        }
        return true
    }

    /// Where a word stands as a whole: no letter or digit goes on before or after it.
    private static func ranges(of needle: [UInt8], in bytes: [UInt8]) -> [Range<Int>] {
        guard let first = needle.first, needle.count <= bytes.count else { return [] }
        var result: [Range<Int>] = []
        var start = 0
        while start + needle.count <= bytes.count {
            if bytes[start] == first, bytes[start..<start + needle.count].elementsEqual(needle),
                start == 0 || !(isWord(bytes[start - 1]) && isWord(first)),
                start + needle.count == bytes.count
                    || !(isWord(bytes[start + needle.count]) && isWord(needle[needle.count - 1]))
            {
                result.append(start..<start + needle.count)
                start += needle.count
            } else {
                start += 1
            }
        }
        return result
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte >= 0x80
    }

    private func isBelievable(_ links: [Link], isConstant: Bool) -> Bool {
        var seen: Set<String> = []
        var bits = 0.0
        for sample in samples.prefix(32) {
            for link in links {
                guard let text = link.value(in: sample)?.textValue, seen.insert(text).inserted else { continue }
                bits += Rarity.bits(text)
            }
        }
        // A text that never changes, with words in it that never change either, is as well a text of its own.
        if isConstant, samples.count > 2, seen.count == Set(links).count { return bits >= 32 }
        return bits >= (isConstant ? 18 : 10)
    }

    private func pieces(along links: [Link]) -> [Piece]? {
        var gaps: [[String]] = Array(repeating: [], count: links.count + 1)
        for (text, sample) in zip(texts, samples) {
            var rest = Substring(text)
            for (index, link) in links.enumerated() {
                guard let value = link.value(in: sample)?.textValue, let range = rest.firstRange(of: value) else {
                    return nil
                }
                gaps[index].append(String(rest[..<range.lowerBound]))
                rest = rest[range.upperBound...]
            }
            gaps[links.count].append(String(rest))
        }
        var result: [Piece] = []
        for index in gaps.indices {
            if gaps[index].contains(where: { !$0.isEmpty }) { result.append(.gap(gaps[index])) }
            if index < links.count { result.append(.link(links[index])) }
        }
        return result
    }
}

/// Takes texts apart at spaces and punctuation, so that their parts can be compared one by one.
enum TextParts {
    /// The parts of all texts by position; nil when the texts have different numbers of parts.
    static func columns(_ texts: [String]) -> [[String]]? { columns(texts.map(parts)) }

    /// The same for XML, where what stands between two tags is one part.
    static func elements(_ texts: [String]) -> [[String]]? {
        columns(
            texts.map { text in
                text.split(separator: "<", omittingEmptySubsequences: false).enumerated()
                    .flatMap { number, piece -> [String] in
                        guard let end = piece.firstIndex(of: ">") else { return [(number > 0 ? "<" : "") + piece] }
                        let tag = (number > 0 ? "<" : "") + piece[..<end]
                        return parts(tag) + [">", String(piece[end...].dropFirst())]
                    }
            }
        )
    }

    private static func columns(_ all: [[String]]) -> [[String]]? {
        guard let count = all.first?.count, count > 0, count <= 2_000, all.allSatisfy({ $0.count == count }) else {
            return nil
        }
        return (0..<count).map { index in all.map { $0[index] } }
    }

    /// What all texts begin and end with, as far as something of each is left between.
    static func frame(of texts: [String]) -> (start: String, end: String) {
        let shortest = texts.map(\.count).min() ?? 0
        let start = common(texts.map { $0[...] }, atMost: shortest - 1)
        let end = common(texts.map { String($0.reversed())[...] }, atMost: shortest - 1 - start.count)
        return (start, String(end.reversed()))
    }

    private static func common(_ texts: [Substring], atMost count: Int) -> String {
        var result = (texts.first ?? "").prefix(max(0, count))
        while !result.isEmpty, !texts.allSatisfy({ $0.hasPrefix(result) }) { result.removeLast() }
        return String(result)
    }

    private static func parts(_ text: String) -> [String] {
        var result: [String] = []
        var current = ""
        var isWord: Bool?
        for character in text {
            let belongs = !" \t\r\n\"'<>(){}[]|,;=&?/#*•".contains(character)
            if let isWord, belongs != isWord {
                result.append(current)
                current = ""
            }
            isWord = belongs
            current.append(character)
        }
        if !current.isEmpty { result.append(current) }
        return result
    }
}
