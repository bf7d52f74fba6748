/// A JSON value that keeps the order of members and the text of numbers, so that a recorded body comes back as it was
/// (RFC 8259).
public enum JSON: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number as it is spelled.
    case number(JSONNumber)
    /// A string, its escapes undone.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object, in the order of its members.
    case object(JSONObject)
}

/// A JSON number by its text: `1.0`, `1e3` and integers of twenty digits stay what they are.
public struct JSONNumber: Sendable, Hashable {
    /// The spelling; a valid JSON number.
    public let text: String

    /// Takes a spelling that is known to be a JSON number.
    public init(text: String) { self.text = text }

    /// An integer.
    public init(_ value: some FixedWidthInteger) { text = String(value) }

    /// The shortest spelling that reads as the same value; infinities and NaN become `null`'s neighbour, zero.
    public init(_ value: Double) {
        if value == value.rounded(), abs(value) < 1e15 {
            text = String(Int64(value))
        } else {
            text = value.isFinite ? "\(value)" : "0"
        }
    }

    /// The nearest double.
    public var double: Double { Double(text) ?? .nan }

    /// The value when it is an integer that 64 bits hold, however it is spelled.
    public var int64: Int64? {
        if let integer = Int64(text) { return integer }
        let value = double
        return value == value.rounded() && abs(value) < 9e15 ? Int64(value) : nil
    }

    /// Whether both name the same value, however they are spelled.
    public func isEqualInValue(to other: JSONNumber) -> Bool {
        if text == other.text { return true }
        if let left = Int64(text), let right = Int64(other.text) { return left == right }
        return double == other.double
    }
}

/// The members of a JSON object in order. A name that stands twice is kept twice; look-up finds the last.
public struct JSONObject: Sendable, Hashable {
    /// One member.
    public struct Member: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: JSON

        /// A member.
        public init(_ name: String, _ value: JSON) { (self.name, self.value) = (name, value) }
    }

    /// The members in order.
    public var members: [Member]

    /// Members in order.
    public init(_ members: [Member] = []) { self.members = members }

    /// The value of the last member of this name. Setting replaces it in place, adds it at the end, or with nil removes
    /// every member of the name.
    public subscript(name: String) -> JSON? {
        get { members.last { $0.name == name }?.value }
        set {
            if let newValue {
                if let index = members.lastIndex(where: { $0.name == name }) {
                    members[index].value = newValue
                } else {
                    members.append(Member(name, newValue))
                }
            } else {
                members.removeAll { $0.name == name }
            }
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Members in the order written.
    public init(dictionaryLiteral elements: (String, JSON)...) { members = elements.map { Member($0, $1) } }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An integer.
    public init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
    /// A fraction.
    public init(floatLiteral value: Double) { self = .number(JSONNumber(value)) }
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object in the order written.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member($0, $1) }))
    }
}

extension JSON {
    /// An integer as JSON.
    public static func int(_ value: some FixedWidthInteger) -> JSON { .number(JSONNumber(value)) }

    /// The member of an object; nil for everything else.
    public subscript(name: String) -> JSON? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    /// The element of an array; nil beyond its end and for everything else.
    public subscript(index: Int) -> JSON? {
        if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }

    /// The string, or nil.
    public var string: String? { if case .string(let value) = self { value } else { nil } }

    /// The boolean, or nil.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The integer, or nil.
    public var int: Int? {
        if case .number(let number) = self { number.int64.flatMap { Int(exactly: $0) } } else { nil }
    }

    /// The number, or nil.
    public var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }

    /// The array, or nil.
    public var array: [JSON]? { if case .array(let elements) = self { elements } else { nil } }

    /// The object, or nil.
    public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }

    /// `null`, `boolean`, `number`, `string`, `array` or `object`: what error messages call it.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// Whether both say the same: the order of members does not count, numbers compare by value, of a name that stands
    /// twice the last counts.
    public func isEquivalent(to other: JSON) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.number(let left), .number(let right)): return left.isEqualInValue(to: right)
        case (.string(let left), .string(let right)): return left == right
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isEquivalent(to: $1) }
        case (.object(let left), .object(let right)):
            let names = Set(left.members.map(\.name))
            return names == Set(right.members.map(\.name))
                && names.allSatisfy { name in left[name]!.isEquivalent(to: right[name]!) }
        default: return false
        }
    }

    /// The value as text inside other text: a string without quotes, everything else as JSON.
    public var textValue: String {
        if case .string(let value) = self { value } else { String(decoding: serialized(), as: UTF8.self) }
    }
}
