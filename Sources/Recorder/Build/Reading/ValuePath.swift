internal import Model

/// The way from a value's root to one of its parts.
struct ValuePath: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case member(String)
        case element(Int)

        var isMember: Bool { if case .member = self { true } else { false } }
    }

    var steps: [Step] = []

    func appending(_ step: Step) -> ValuePath { ValuePath(steps: steps + [step]) }

    /// The name nearest to the value: list positions are passed over.
    var name: String? {
        for step in steps.reversed() {
            if case .member(let name) = step { return name }
        }
        return nil
    }

    /// The part of a value, or nil where the way ends early.
    func value(in root: JSON) -> JSON? {
        var current = root
        for step in steps {
            switch step {
            case .member(let name):
                guard let next = current[name] else { return nil }
                current = next
            case .element(let index):
                guard let next = current[index] else { return nil }
                current = next
            }
        }
        return current
    }

    /// The steps as a template's expression spells them: `.items[0]['odd name']`.
    var spelling: String {
        steps.map { step in
            switch step {
            case .element(let index): "[\(index)]"
            case .member(let name): Self.isPlain(name) ? ".\(name)" : "['\(Self.escaped(name))']"
            }
        }
        .joined()
    }

    static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, first &- 0x30 >= 10 else { return false }
        return name.utf8.allSatisfy { $0 == 0x5F || $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }
    }

    private static func escaped(_ name: String) -> String {
        var result = ""
        for character in name {
            if character == "'" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }
}

extension JSON {
    /// Calls the closure with every part, each before its own parts, the root first.
    func visit(path: ValuePath = ValuePath(), _ body: (ValuePath, JSON) -> Void) {
        body(path, self)
        switch self {
        case .array(let elements):
            for (index, element) in elements.enumerated() { element.visit(path: path.appending(.element(index)), body) }
        case .object(let object):
            for member in object.members { member.value.visit(path: path.appending(.member(member.name)), body) }
        default: break
        }
    }

    /// Whether it has no parts of its own.
    var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }
}

extension JSON {
    /// All its scalars.
    var leaves: [JSON] {
        var result: [JSON] = []
        visit { _, value in if value.isScalar { result.append(value) } }
        return result
    }

    /// The value with another one at the end of a way.
    func replacing(_ steps: ArraySlice<ValuePath.Step>, with value: JSON) -> JSON {
        guard let step = steps.first else { return value }
        switch (step, self) {
        case (.member(let name), .object(var object)):
            guard let old = object[name] else { return self }
            object[name] = old.replacing(steps.dropFirst(), with: value)
            return .object(object)
        case (.element(let index), .array(var elements)):
            guard elements.indices.contains(index) else { return self }
            elements[index] = elements[index].replacing(steps.dropFirst(), with: value)
            return .array(elements)
        default: return self
        }
    }
}
