internal import Model

/// A value of a foreign file with the path at which it stands, so that every error and every note can name the place.
struct ImportCursor {
    let value: JSON
    private let place: PathStep?

    /// The root of a file.
    init(_ value: JSON) { self.init(value, at: nil) }

    private init(_ value: JSON, at place: PathStep?) { (self.value, self.place) = (value, place) }

    var path: String {
        var steps: [ValuePath.Step] = []
        var place = place
        while let here = place {
            steps.append(here.step)
            place = here.owner
        }
        return "$" + ValuePath(steps: steps.reversed()).spelling
    }

    private func child(_ value: JSON, _ step: ValuePath.Step) -> ImportCursor {
        ImportCursor(value, at: PathStep(step: step, owner: place))
    }

    func error(_ reason: String) -> ImportError { .shape(path: path, reason: reason) }

    /// The member of this name; nil when there is none, when it is null, and when this is no object.
    subscript(name: String) -> ImportCursor? {
        guard let member = value[name], member != .null else { return nil }
        return child(member, .member(name))
    }

    /// The element of this number; nil when there is none.
    subscript(index: Int) -> ImportCursor? {
        value[index].map { child($0, .element(index)) }
    }

    /// The member of this name.
    ///
    /// - Throws: when it is missing, or this is no object.
    func required(_ name: String) throws(ImportError) -> ImportCursor {
        guard value.object != nil else { throw wrongKind("an object") }
        guard let member = self[name] else { throw error("\"\(name)\" is missing") }
        return member
    }

    /// The members in order, those that are null left out.
    func members() throws(ImportError) -> [(name: String, cursor: ImportCursor)] {
        guard let object = value.object else { throw wrongKind("an object") }
        return object.members.filter { $0.value != .null }
            .map { ($0.name, child($0.value, .member($0.name))) }
    }

    /// The elements in order.
    func elements() throws(ImportError) -> [ImportCursor] {
        guard let elements = value.array else { throw wrongKind("a list") }
        return elements.enumerated().map { child($1, .element($0)) }
    }

    /// The elements of the member of this name; none when it is missing.
    func list(_ name: String) throws(ImportError) -> [ImportCursor] { try self[name]?.elements() ?? [] }

    func string() throws(ImportError) -> String {
        guard let text = value.string else { throw wrongKind("a string") }
        return text
    }

    /// The string of the member of this name; nil when it is missing.
    func string(_ name: String) throws(ImportError) -> String? { try self[name]?.string() }

    func bool(_ name: String) throws(ImportError) -> Bool? {
        guard let member = self[name] else { return nil }
        guard let flag = member.value.bool else { throw member.wrongKind("true or false") }
        return flag
    }

    func int() throws(ImportError) -> Int {
        guard let integer = value.int else { throw wrongKind("a whole number") }
        return integer
    }

    func int(_ name: String) throws(ImportError) -> Int? { try self[name]?.int() }

    /// A number of at least zero.
    func amount(_ name: String) throws(ImportError) -> Double? {
        guard let member = self[name] else { return nil }
        guard let number = member.value.number?.double, number >= 0, number.isFinite else {
            throw member.wrongKind("a number of at least 0")
        }
        return number
    }

    /// The text of a string, number or boolean, since people write all three where a text is meant.
    func text(_ name: String) throws(ImportError) -> String? {
        guard let member = self[name] else { return nil }
        guard member.value.isScalar else { throw member.wrongKind("a string") }
        return member.value.textValue
    }

    /// The text of the first of these members that is there.
    func text(firstOf names: String...) throws(ImportError) -> String? {
        for name in names where self[name] != nil { return try text(name) }
        return nil
    }

    func wrongKind(_ wanted: String) -> ImportError {
        let kind =
            switch value {
            case .null: "null"
            case .array: "a list"
            case .object: "an object"
            default: "a \(value.kindName)"
            }
        return error("\(wanted) should stand here, not \(kind)")
    }
}

/// One step of a path and those before it, shared by all that lies below.
private final class PathStep: Sendable {
    let step: ValuePath.Step
    let owner: PathStep?

    init(step: ValuePath.Step, owner: PathStep?) { (self.step, self.owner) = (step, owner) }
}
