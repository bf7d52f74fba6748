internal import Model

/// What the values at one place have in common: their types, what texts look like, and the shapes of their parts.
struct ValueShape: Sendable, Hashable {
    /// A member of objects.
    struct Member: Sendable, Hashable {
        var name: String
        var shape: ValueShape
    }

    /// The types that were seen; the raw values are JSON Schema's names.
    enum Kind: String, CaseIterable, Sendable, Comparable {
        case object, array, string, integer, number, boolean, null

        static func < (left: Kind, right: Kind) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    private(set) var counts: [Kind: Int] = [:]
    private(set) var texts = ShapeOfTexts()
    /// Whether an integer was seen that needs more than 32 bits.
    private(set) var hasLongIntegers = false
    /// The scalar that all values are; nil once two differ, and for lists and objects.
    private(set) var constant: JSON?
    /// The shape of the elements of lists; empty as long as there was none.
    private var elements: [ValueShape] = []
    /// In the order in which they were first seen.
    private(set) var members: [Member] = []
    private var places: [String: Int] = [:]
    /// Whether there were more different names than members of a thing have.
    private var hasTooManyNames = false

    private static let mostNames = 512

    /// How many values were seen.
    var count: Int { counts.values.reduce(0, +) }

    /// The types in order; integers go without a mention where there were fractions too.
    var kinds: [Kind] {
        let kinds = counts.keys.sorted()
        return kinds.contains(.number) ? kinds.filter { $0 != .integer } : kinds
    }

    var element: ValueShape? { elements.first }

    subscript(name: String) -> ValueShape? { places[name].map { members[$0].shape } }

    mutating func add(_ value: JSON) {
        let isFirst = counts.isEmpty
        constant = value.isScalar && (isFirst || constant == value) ? value : JSON?.none
        switch value {
        case .null: counts[.null, default: 0] += 1
        case .bool: counts[.boolean, default: 0] += 1
        case .number(let number):
            let isInteger = !number.text.contains { ".eE".contains($0) }
            counts[isInteger ? .integer : .number, default: 0] += 1
            if isInteger, Int32(number.text) == nil { hasLongIntegers = true }
        case .string(let text):
            counts[.string, default: 0] += 1
            texts.add(text)
        case .array(let list):
            counts[.array, default: 0] += 1
            for element in list {
                if elements.isEmpty { elements = [ValueShape()] }
                elements[0].add(element)
            }
        case .object(let object):
            counts[.object, default: 0] += 1
            add(members: object)
        }
    }

    private mutating func add(members object: JSONObject) {
        var own: Set<String> = []
        for member in object.members where own.insert(member.name).inserted {
            // Of a name that stands twice the last value counts.
            let value = object[member.name] ?? member.value
            if let place = places[member.name] {
                members[place].shape.add(value)
            } else if members.count < Self.mostNames {
                places[member.name] = members.count
                var shape = ValueShape()
                shape.add(value)
                members.append(Member(name: member.name, shape: shape))
            } else {
                hasTooManyNames = true
            }
        }
    }

    /// Whether every object had the member.
    func isRequired(_ member: Member) -> Bool { member.shape.count == counts[.object] }

    /// Whether the names of the members are names of things, and not of properties: a dictionary.
    var isDictionary: Bool {
        if hasTooManyNames { return true }
        guard members.count >= 6, let objects = counts[.object] else { return false }
        let rare = members.count { $0.shape.count * 2 <= objects || objects == 1 }
        return rare * 10 >= members.count * 9
            && members.count { RouteShape.isIdentifier($0.name) } * 10 >= members.count * 8
    }

    /// The shape of the values of a dictionary.
    var dictionaryValue: ValueShape {
        var all = ValueShape()
        for member in members { all.merge(member.shape) }
        return all
    }

    /// Takes what another shape has seen.
    private mutating func merge(_ other: ValueShape) {
        constant = counts.isEmpty ? other.constant : constant == other.constant ? constant : nil
        counts.merge(other.counts, uniquingKeysWith: +)
        texts.merge(other.texts)
        hasLongIntegers = hasLongIntegers || other.hasLongIntegers
        hasTooManyNames = hasTooManyNames || other.hasTooManyNames
        if let element = other.element {
            if elements.isEmpty { elements = [element] } else { elements[0].merge(element) }
        }
        for member in other.members {
            if let place = places[member.name] {
                members[place].shape.merge(member.shape)
            } else {
                places[member.name] = members.count
                members.append(member)
            }
        }
    }
}
