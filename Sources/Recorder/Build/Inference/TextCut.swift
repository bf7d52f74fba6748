internal import Model

/// A step that gives a part of a text: between separators, so many characters, words behind a mark.
indirect enum TextCut: Hashable, Sendable {
    /// The part of a number between separators, from the end where it is negative.
    case part(String, Int)
    /// What stands before the last separator.
    case before(String)
    /// What stands behind the first separator.
    case behind(String)
    case first(Int)
    /// The last characters, such as those of a card that are shown.
    case last(Int)
    /// The characters from one position to before another.
    case slice(Int, Int)
    case initials
    /// The first characters, with a mark where there were more.
    case shortened(Int, String)
    case lower
    case upper
    /// A list of what stands behind a mark.
    case tags(String)
    /// A list of the words that begin so.
    case words(String)
    case count
    /// One after the other.
    case then(TextCut, TextCut)

    /// What it gives; nil where there is nothing to give.
    func value(of text: String) -> JSON? {
        switch self {
        case .tags(let mark): .array(text.tags(mark).map { .string($0) })
        case .words(let start): .array(text.words(startingWith: start).map { .string($0) })
        case .count: .int(text.count)
        case .then(let first, .count): first.value(of: text)?.array.map { .int($0.count) }
        case .then(let first, let second): first.value(of: text)?.string.flatMap { second.value(of: $0) }
        default: part(of: text).map { .string($0) }
        }
    }

    private func part(of text: String) -> String? {
        switch self {
        case .part(let separator, let number): text.part(number, between: separator)
        case .before(let separator): text.before(separator)
        case .behind(let separator): text.behind(separator)
        case .first(let count): text.count > count ? String(text.prefix(count)) : nil
        case .last(let count): text.count > count ? String(text.suffix(count)) : nil
        case .slice(let start, let end): text.count >= end ? String(text.prefix(end).dropFirst(start)) : nil
        case .initials: text.initials
        case .shortened(let count, let mark): text.shortened(to: count, mark: mark)
        case .lower: text.lowercased()
        case .upper: text.uppercased()
        default: nil
        }
    }

    /// The expression of a template around the one that gives the text.
    func expression(_ source: String) -> String {
        switch self {
        case .part(let separator, let number): "$.part(\(source), \(Self.quoted(separator)), \(number))"
        case .before(let separator): "$.before(\(source), \(Self.quoted(separator)))"
        case .behind(let separator): "$.behind(\(source), \(Self.quoted(separator)))"
        case .first(let count): "$.slice(\(source), 0, \(count))"
        case .last(let count): "$.slice(\(source), -\(count))"
        case .slice(let start, let end): "$.slice(\(source), \(start), \(end))"
        case .initials: "$.initials(\(source))"
        case .shortened(let count, let mark): "$.shorten(\(source), \(count), \(Self.quoted(mark)))"
        case .lower: "$.lower(\(source))"
        case .upper: "$.upper(\(source))"
        case .tags(let mark): "$.tags(\(source), \(Self.quoted(mark)))"
        case .words(let start): start.isEmpty ? "$.words(\(source))" : "$.words(\(source), \(Self.quoted(start)))"
        case .count: "$.count(\(source))"
        case .then(let first, let second): second.expression(first.expression(source))
        }
    }

    private static func quoted(_ text: String) -> String {
        "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
    }
}

extension TextCut {
    /// The cuts of a whole text that give a part of it, those first that fit texts of other lengths.
    static func cuts(of whole: String, giving part: String) -> [TextCut] {
        guard !part.isEmpty, part.utf8.count < whole.utf8.count else { return [] }
        // The initial of a single word is its first letter.
        var result: [TextCut] = part.count > 1 && whole.initials == part ? [.initials] : []
        for range in whole.ranges(of: part).prefix(4) { result += cuts(of: whole, at: range) }
        for (changed, step) in [(whole.lowercased(), TextCut.lower), (whole.uppercased(), .upper)]
        where changed != whole {
            guard !whole.contains(part), changed.count == whole.count else { continue }
            for range in changed.ranges(of: part).prefix(2) {
                result += cuts(of: changed, at: range).map { .then($0, step) }
            }
        }
        return result
    }

    /// The cuts that give what is shown of a text before a mark, or of its first line.
    static func shortenings(of whole: String, giving part: String) -> [TextCut] {
        guard let mark = ["…", "..."].first(where: part.hasSuffix) else { return [] }
        let kept = String(part.dropLast(mark.count))
        guard whole.hasPrefix(kept), !kept.isEmpty else { return [] }
        let shortened = TextCut.shortened(kept.count, mark)
        return [shortened, .then(.part("\n", 0), shortened)]
    }

    private static func cuts(of whole: String, at range: Range<String.Index>) -> [TextCut] {
        let (left, right) = (whole[..<range.lowerBound], whole[range.upperBound...])
        // A separator at its edge belongs to what is put around a part.
        guard !isSeparator(whole[range.lowerBound]) || left.isEmpty,
            !isSeparator(whole[whole.index(before: range.upperBound)]) || right.isEmpty
        else { return [] }
        let token = token(of: whole, around: range)
        let length = whole.distance(from: range.lowerBound, to: range.upperBound)
        if token == range {
            return between(left, right) + ends(left, right, length)
        }
        let inside = between(whole[..<token.lowerBound], whole[token.upperBound...])
        // The beginning and the end of the whole are the simplest, some characters in its middle the least likely.
        let isAtEnd = left.isEmpty || right.isEmpty
        var result = isAtEnd ? ends(left, right, length) : []
        if range.lowerBound == token.lowerBound { result += inside.map { .then($0, .first(length)) } }
        if range.upperBound == token.upperBound { result += inside.map { .then($0, .last(length)) } }
        return result + between(left, right) + (isAtEnd ? [] : ends(left, right, length))
    }

    /// The letters and digits to which a range belongs.
    private static func token(of whole: String, around range: Range<String.Index>) -> Range<String.Index> {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower > whole.startIndex, !isSeparator(whole[whole.index(before: lower)]), !isSeparator(whole[lower]) {
            lower = whole.index(before: lower)
        }
        while upper < whole.endIndex, !isSeparator(whole[upper]), !isSeparator(whole[whole.index(before: upper)]) {
            upper = whole.index(after: upper)
        }
        return lower..<upper
    }

    private static func isSeparator(_ character: Character) -> Bool { !character.isLetter && !character.isNumber }

    /// The cuts by the separators on both sides.
    private static func between(_ left: Substring, _ right: Substring) -> [TextCut] {
        let before = left.last.map(String.init)
        let behind = right.first.map(String.init)
        switch (before, behind) {
        case (nil, nil): return []
        case (nil, let behind?):
            guard isSeparator(Character(behind)) else { return [] }
            let whole: [TextCut] = right.dropFirst().contains(behind) ? [] : [.before(behind)]
            // An ending is what stands behind the last dot.
            return behind == "." ? whole + [.part(behind, 0)] : [.part(behind, 0)] + whole
        case (let before?, nil):
            guard isSeparator(Character(before)) else { return [] }
            let whole: [TextCut] = left.dropLast().contains(before) ? [] : [.behind(before)]
            return before == " " ? whole + [.part(before, -1)] : [.part(before, -1)] + whole
        case (let before?, let behind?):
            guard isSeparator(Character(before)), isSeparator(Character(behind)) else { return [] }
            let number = left.count { String($0) == before }
            if before == behind {
                return [.part(before, number), .part(before, -1 - right.count { String($0) == behind })]
            }
            return [.then(.part(before, number), .part(behind, 0)), .then(.behind(before), .part(behind, 0))]
        }
    }

    /// The cuts by numbers of characters.
    private static func ends(_ left: Substring, _ right: Substring, _ length: Int) -> [TextCut] {
        if left.isEmpty { return [.first(length)] }
        if right.isEmpty { return [.last(length), .slice(left.count, left.count + length)] }
        return [.slice(left.count, left.count + length)]
    }
}

extension TextCut {
    /// Reads a function of templates; nil for other functions, and for arguments of which no inference makes use.
    init?(_ name: Substring, _ arguments: [JSON?]) {
        let number = arguments.first.flatMap { $0?.int }
        let text = arguments.first.flatMap { $0?.string }
        let second = arguments.count > 1 ? arguments[1] : nil
        switch (name, text, number) {
        case ("part", let separator?, _): self = .part(separator, second?.int ?? 0)
        case ("before", let separator?, _): self = .before(separator)
        case ("behind", let separator?, _): self = .behind(separator)
        case ("tags", let mark?, _): self = .tags(mark)
        case ("words", _, _): self = .words(text ?? "")
        case ("initials", _, _): self = .initials
        case ("shorten", _, let count?): self = .shortened(count, second?.string ?? "")
        case ("slice", _, let count?) where count < 0 && second == nil: self = .last(-count)
        case ("slice", _, let start?):
            guard let end = second?.int, end != 4_096 else { return nil }
            self = start == 0 ? .first(end) : .slice(start, end)
        default: return nil
        }
    }
}
