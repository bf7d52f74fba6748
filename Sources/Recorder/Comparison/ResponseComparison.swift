public import Model

/// Holds a new answer against a recorded response: status, fields but for volatile ones, content with its codings undone.
public struct ResponseComparison: Sendable, Hashable {
    /// What a response consists of.
    public enum Part: String, Sendable, Hashable {
        /// The status code.
        case status
        /// The fields.
        case field
        /// The content.
        case body
    }

    /// One thing that is not the same.
    public struct Difference: Sendable, Hashable {
        /// Where it is.
        public var part: Part
        /// Where in it: a field's name, or the place of a value in JSON (`$.items[0].id`); empty for all of it.
        public var place: String
        /// What was recorded; nil when it is new.
        public var was: JSON?
        /// What was answered; nil when it is gone.
        public var new: JSON?
        /// Whether both are ids, tokens or times of one make, as what is made new for each answer.
        public var hasSameShape: Bool
    }

    /// What is different, the status first; no more than `limit`.
    public private(set) var differences: [Difference] = []

    /// So many differences are named.
    public static let limit = 200

    /// Compares.
    public init(_ recorded: Exchange.Response, with answer: Answer) {
        if recorded.head.status != answer.status {
            note(.status, "", .int(recorded.head.status), .int(answer.status))
        }
        compareFields(recorded.head.fields, answer.fields)
        let old = Content(body: recorded.body, fields: recorded.head.fields)
        compareContents(old, Content(body: CapturedBody(bytes: answer.body), fields: answer.fields))
    }

    /// Whether a part is the same.
    ///
    /// - Parameter byShape: lets ids, tokens and times differ that are made new for each answer.
    public func matches(_ part: Part, byShape: Bool = false) -> Bool {
        !differences.contains { $0.part == part && !(byShape && $0.hasSameShape) }
    }

    private mutating func compareFields(_ old: FieldSection, _ new: FieldSection) {
        var seen: Set<String> = []
        for field in Array(old) + Array(new) {
            let name = field.name.lowercased()
            guard !NamesOfFields.volatile.contains(name), seen.insert(name).inserted else { continue }
            let (was, now) = (old.all(named: name), new.all(named: name))
            guard was != now else { continue }
            note(.field, field.name, Self.joined(was), Self.joined(now))
        }
    }

    private static func joined(_ values: [String]) -> JSON? {
        values.isEmpty ? JSON?.none : .string(values.joined(separator: ", "))
    }

    private mutating func compareContents(_ old: Content, _ new: Content) {
        switch (old, new) {
        case (.json(let was), .json(let now)): compare(was, now, at: ValuePath())
        case (.binary(let was), .binary(let now)):
            if was != now { note(.body, "", .string("\(was.count) bytes"), .string("\(now.count) other bytes")) }
        default: if old != new { note(.body, "", Self.shown(old), Self.shown(new)) }
        }
    }

    private static func shown(_ content: Content) -> JSON? {
        switch content {
        case .none: JSON?.none
        case .json(let json): json
        case .text(let text): .string(text.count > 500 ? "\(text.prefix(500))…" : text)
        case .binary(let bytes): .string("\(bytes.count) bytes that are not text")
        }
    }

    private mutating func compare(_ old: JSON, _ new: JSON, at path: ValuePath) {
        guard differences.count < Self.limit, !old.isEquivalent(to: new) else { return }
        switch (old, new) {
        case (.object(let left), .object(let right)):
            for member in left.members {
                let place = path.appending(.member(member.name))
                guard let now = right[member.name] else {
                    note(.body, place.text, member.value, JSON?.none)
                    continue
                }
                compare(member.value, now, at: place)
            }
            for member in right.members where left[member.name] == nil {
                note(.body, path.appending(.member(member.name)).text, JSON?.none, member.value)
            }
        case (.array(let left), .array(let right)):
            for index in 0..<max(left.count, right.count) {
                let place = path.appending(.element(index))
                guard index < left.count, index < right.count else {
                    let was = index < left.count ? left[index] : JSON?.none
                    note(.body, place.text, was, index < right.count ? right[index] : JSON?.none)
                    continue
                }
                compare(left[index], right[index], at: place)
            }
        default: note(.body, path.text, old, new)
        }
    }

    private mutating func note(_ part: Part, _ place: String, _ was: JSON?, _ new: JSON?) {
        guard differences.count < Self.limit else { return }
        let hasSameShape = part != .status && ValueLikeness.areOfOneMake(was, new)
        differences.append(Difference(part: part, place: place, was: was, new: new, hasSameShape: hasSameShape))
    }
}

/// Whether two values are what is made new each time by one maker: ids, tokens, times.
enum ValueLikeness {
    /// A text that says less than this is a word, which changes for a reason.
    private static let threshold = 16.0

    static func areOfOneMake(_ old: JSON?, _ new: JSON?) -> Bool {
        guard let old, let new, old.kindName == new.kindName, old.isScalar else { return false }
        if let left = ClockFormat.read(old), let right = ClockFormat.read(new) { return left.format == right.format }
        guard let left = old.string, let right = new.string else { return false }
        return Rarity.bits(left) >= threshold && Rarity.bits(right) >= threshold
            && ValueComparison.haveSameShape(left, right)
    }
}

extension ValuePath {
    /// `$.items[0].id`.
    fileprivate var text: String { "$" + spelling }
}
