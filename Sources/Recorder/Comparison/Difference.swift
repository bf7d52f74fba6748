public import Model

/// One thing that is not the same in two recordings or two mock files.
public struct Difference: Sendable, Hashable {
    /// What sort of change it is, for programs.
    public enum Kind: String, Sendable, Hashable {
        /// It stands only in the second one.
        case added
        /// It stands only in the first one.
        case removed
        /// It stands in both and is not the same.
        case changed
    }

    /// Where it is: an operation or a mock, and the place within it.
    public var place: String
    /// What sort of change it is.
    public var kind: Kind
    /// What changed, in words.
    public var text: String

    /// A change at a place.
    public init(place: String, kind: Kind, text: String) { (self.place, self.kind, self.text) = (place, kind, text) }

    /// The change for programs.
    public var json: JSON { ["place": .string(place), "kind": .string(kind.rawValue), "text": .string(text)] }
}

/// What is different between two recordings or mock files, in the order of the places.
public struct Differences: Sendable, Hashable {
    /// By place; within a place in the order found.
    public private(set) var all: [Difference] = []

    /// Nothing.
    init() {}

    mutating func add(_ place: String, _ kind: Difference.Kind, _ text: String) {
        all.append(Difference(place: place, kind: kind, text: text))
    }

    /// Sorted by place, what was found at one place in its order.
    var sorted: Differences {
        var result = self
        result.all = all.enumerated()
            .sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
            .map(\.element)
        return result
    }

    /// Whether nothing is different.
    public var isEmpty: Bool { all.isEmpty }

    /// One paragraph for each place.
    public var text: String {
        var lines: [String] = []
        var place: String?
        for difference in all {
            if difference.place != place {
                if place != nil { lines.append("") }
                lines.append(difference.place)
                place = difference.place
            }
            lines.append("  \(difference.text)")
        }
        return lines.map { "\($0)\n" }.joined()
    }

    /// The changes for programs.
    public var json: JSON { ["equal": .bool(isEmpty), "differences": .array(all.map(\.json))] }
}
