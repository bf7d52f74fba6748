internal import Glibc
internal import Model

/// Values that are a part of a text: the domain of an address, a first name, a file's ending, the names that are mentioned.
extension LinkSearch {
    /// So many bits of agreement leave no room for chance: hundreds of cuts are tried.
    private static let enough = 16.0

    /// So many texts are cut: what stands in a request of thousands of lines is no person's name.
    private static let variety = 96

    /// The texts that may be cut: what the request says is nearer than what is remembered.
    var cutSources: [(text: String, link: Link)] {
        let sources = texts.lazy.filter { $0.link.step == .none }
        let (near, kept) = (sources.filter { !$0.link.place.isKept }, sources.filter { $0.link.place.isKept })
        return Array(near.prefix(Self.variety)) + Array(kept.prefix(Self.variety))
    }

    /// Whether a text may be made of parts of others, looked at from afar: that is worth a look at all samples.
    func mayHoldParts(_ text: String) -> Bool {
        let sources = cutSources.map { $0.text.lowercased() }
        let pieces = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        // Something may be put before or behind a part.
        let ends = (text.lowercased().prefix(4), text.lowercased().suffix(4))
        if pieces.allSatisfy({ $0.count <= 4 })
            || sources.contains(where: { $0.hasPrefix(ends.0) || $0.hasSuffix(ends.1) })
        {
            return true
        }
        return pieces.contains { piece in sources.contains { $0.contains(piece) || piece.hasSuffix($0) } }
    }

    /// The cut that gives all these values; nil when none does or the evidence is thin.
    func cut(to values: [JSON], _ samples: [Sample]) -> Link? {
        guard let first = values[0].string, first.utf8.count <= 256 else { return nil }
        // A text that was cut shows more of how than one that was short enough.
        let marked = values.firstIndex { $0.string.map { $0.hasSuffix("…") || $0.hasSuffix("...") } ?? false }
        for (whole, link) in cutSources {
            var cuts = TextCut.cuts(of: whole, giving: first)
            if let marked, let part = values[marked].string, let whole = link.value(in: samples[marked])?.string {
                cuts += TextCut.shortenings(of: whole, giving: part)
            }
            if let found = firstThatHolds(cuts, link.place, values, samples) { return found }
        }
        return nil
    }

    /// The words of a text, such as those that are mentioned, that each of these lists holds.
    func words(in values: [JSON], _ samples: [Sample]) -> Link? {
        let lists = values.compactMap { $0.array?.compactMap(\.string) }
        guard lists.count == values.count, let pilot = lists.firstIndex(where: { !$0.isEmpty }),
            zip(lists, values).allSatisfy({ $0.count == $1.array?.count })
        else { return nil }
        for link in cutSources.map(\.link) {
            guard let whole = link.value(in: samples[pilot])?.string else { continue }
            var cuts = Self.marks(of: lists[pilot][0], in: whole)
            // A list of one text that holds all of it is no list of words.
            if Set(lists.map(\.count)).count > 1 { cuts.append(.words("")) }
            if let found = firstThatHolds(cuts, link.place, values, samples) {
                return found
            }
        }
        return nil
    }

    /// The number of words of a text.
    func wordCount(of values: [JSON], _ samples: [Sample]) -> Link? {
        for link in cutSources.map(\.link) {
            if let found = firstThatHolds([.then(.words(""), .count)], link.place, values, samples) { return found }
        }
        return nil
    }

    /// How a word of a list may be found in a text: behind a mark, or by what all such words begin with.
    private static func marks(of word: String, in whole: String) -> [TextCut] {
        var result: [TextCut] = []
        for range in whole.ranges(of: word).prefix(4) where range.lowerBound > whole.startIndex {
            let mark = whole[whole.index(before: range.lowerBound)]
            if mark.isWhitespace || mark.isLetter || mark.isNumber { continue }
            result.append(.tags(String(mark)))
        }
        let scheme = word.firstRange(of: "://").map { String(word[..<$0.lowerBound].prefix(4)) }
        let start = word.prefix { !$0.isLetter && !$0.isNumber }
        return result + [scheme, start.isEmpty ? nil : String(start)].compactMap(\.self).map(TextCut.words)
    }

    private func firstThatHolds(_ cuts: [TextCut], _ place: Place, _ values: [JSON], _ samples: [Sample]) -> Link? {
        let found = cuts.lazy.map { Link(place: place, step: .cut($0)) }.first { holds($0, values, samples) }
        return found != nil && isBelievable(values, from: place, samples) ? found : nil
    }

    /// Each different text that goes with its part says as much as there are different parts.
    private func isBelievable(_ values: [JSON], from place: Place, _ samples: [Sample]) -> Bool {
        var parts: Set<JSON> = []
        var texts: Set<JSON> = []
        for (value, sample) in zip(values, samples).prefix(256) {
            guard let text = place.value(in: sample) else { return false }
            parts.insert(value)
            texts.insert(text)
        }
        return parts.count >= 3 && Double(texts.count) * log2(Double(parts.count)) >= Self.enough
            || parts.count >= 3 && Evidence(values).suffices(0)
    }
}
