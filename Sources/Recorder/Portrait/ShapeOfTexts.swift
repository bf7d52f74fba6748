internal import Model

/// What the texts at one place have in common: how often each was seen, as long as there are few, and which formats fit them all.
struct ShapeOfTexts: Sendable, Hashable {
    private(set) var count = 0
    /// The different texts with their numbers; empty once there are too many to be a choice of words.
    private(set) var seen: [String: Int] = [:]
    private var isOpen = false
    private var formats = Set(TextFormat.allCases)

    /// More different texts than this are no choice.
    private static let choices = 8
    /// So many texts must have been seen before they are called a choice.
    private static let leastEvidence = 10

    mutating func add(_ text: String) {
        count += 1
        formats = formats.filter { $0.fits(text) }
        guard !isOpen else { return }
        seen[text, default: 0] += 1
        if seen.count > Self.choices { (seen, isOpen) = ([:], true) }
    }

    /// Takes what another shape has seen.
    mutating func merge(_ other: ShapeOfTexts) {
        count += other.count
        formats.formIntersection(other.formats)
        isOpen = isOpen || other.isOpen
        seen.merge(other.seen, uniquingKeysWith: +)
        if isOpen || seen.count > Self.choices { (seen, isOpen) = ([:], true) }
    }

    /// The format of all texts; nil where there is none.
    var format: TextFormat? { count == 0 ? nil : TextFormat.allCases.first(where: formats.contains) }

    /// The words that the texts are a choice of, in order. There must be evidence: each was seen twice at least, and none looks
    /// like a name of one thing among many.
    var choice: [String]? {
        guard format == nil, !isOpen, count >= Self.leastEvidence, seen.values.allSatisfy({ $0 >= 2 }),
            seen.keys.allSatisfy(Self.isWord)
        else { return nil }
        return seen.keys.sorted()
    }

    /// The text, when it was always the same.
    var constant: String? { !isOpen && seen.count == 1 ? seen.first?.key : nil }

    private static func isWord(_ text: String) -> Bool {
        text.utf8.count <= 40 && !text.isEmpty && !IdentifierShape.looksRandom(text)
            && text.utf8.allSatisfy {
                $0 == 0x5F || $0 == 0x2D || $0 == 0x2E || $0 == 0x20 || $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26
            }
    }
}
