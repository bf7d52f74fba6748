internal import Model

/// How values of requests are held against operands.
struct ValueComparison: Sendable {
    /// Whether arrays compare without regard to order.
    var sortsArrays = false
    /// Whether scalars of the request are texts only because their format knows no others.
    var isUntyped = false

    func isEqual(_ value: JSON, _ operand: JSON) -> Bool {
        if isUntyped, case .string(let text) = value {
            switch operand {
            case .string, .bool, .null: return text == operand.textValue
            case .number(let number):
                return text == number.text || Self.number(text).map { $0.isEqualInValue(to: number) } ?? false
            case .array, .object: break
            }
        }
        switch (value, operand) {
        case (.array(let left), .array(let right)):
            guard left.count == right.count else { return false }
            return sortsArrays
                ? isPermutation(left, right) : zip(left, right).allSatisfy { isEqual($0, $1) }
        case (.object(let left), .object(let right)):
            let names = Set(left.members.map(\.name))
            guard names == Set(right.members.map(\.name)) else { return false }
            return names.allSatisfy { name in
                guard let first = left[name], let second = right[name] else { return false }
                return isEqual(first, second)
            }
        default: return value.isEquivalent(to: operand)
        }
    }

    /// Pairs each element with an equal one that is still free.
    private func isPermutation(_ left: [JSON], _ right: [JSON]) -> Bool {
        var free = right
        for element in left {
            guard let place = free.firstIndex(where: { isEqual(element, $0) }) else { return false }
            free.remove(at: place)
        }
        return true
    }

    /// Part of a text, element (or all elements) of an array, or sub-object at every level.
    func contains(_ value: JSON, _ operand: JSON) -> Bool {
        switch (value, operand) {
        case (.array(let elements), .array(let wanted)):
            return wanted.allSatisfy { item in elements.contains { isEqual($0, item) || isPart(item, of: $0) } }
        case (.array(let elements), _): return elements.contains { isEqual($0, operand) || isPart(operand, of: $0) }
        case (.object, .object): return isPart(operand, of: value)
        case (.object(let object), .string(let name)): return object[name] != nil
        case (.object, _), (.null, _): return false
        default: return value.textValue.contains(operand.textValue)
        }
    }

    /// Whether every member of an object stands, with an equal or larger value, in another.
    private func isPart(_ part: JSON, of whole: JSON) -> Bool {
        guard case .object(let wanted) = part, case .object(let object) = whole else { return false }
        return wanted.members.allSatisfy { member in
            guard let value = object[member.name] else { return false }
            if isEqual(value, member.value) { return true }
            switch (value, member.value) {
            case (.object, .object), (.array, .array): return contains(value, member.value)
            default: return false
            }
        }
    }

    /// Negative, zero or positive; nil when one of them is no number.
    func order(_ value: JSON, _ operand: JSON) -> Int? {
        guard let left = number(value), let right = operand.number ?? operand.string.flatMap({ Self.number($0) }) else {
            return nil
        }
        if let left = Int64(left.text), let right = Int64(right.text) {
            return left < right ? -1 : left == right ? 0 : 1
        }
        let (first, second) = (left.double, right.double)
        return first < second ? -1 : first == second ? 0 : 1
    }

    private func number(_ value: JSON) -> JSONNumber? {
        switch value {
        case .number(let number): number
        case .string(let text): isUntyped ? Self.number(text) : nil
        default: nil
        }
    }

    static func number(_ text: String) -> JSONNumber? {
        if case .number(let number)? = try? JSON.parse(text) { number } else { nil }
    }

    /// Null, or a text, array or object without anything in it.
    static func isEmpty(_ value: JSON) -> Bool {
        switch value {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let object): object.members.isEmpty
        case .bool, .number: false
        }
    }
}
