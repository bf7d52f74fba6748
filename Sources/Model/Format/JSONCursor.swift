/// A JSON value with the path at which it stands, so that every error can name the place.
struct JSONCursor {
    let value: JSON
    let path: String
    let unknownKeys: UnknownKeys

    init(_ value: JSON, path: String = "$", unknownKeys: UnknownKeys) {
        (self.value, self.path, self.unknownKeys) = (value, path, unknownKeys)
    }

    func error(_ reason: String) -> MockFormatError { MockFormatError(path: path, reason: reason) }

    private func wrongKind(_ wanted: String) -> MockFormatError {
        error("\(wanted) should stand here, not \(Self.article(value.kindName))")
    }

    private static func article(_ kind: String) -> String {
        switch kind {
        case "null": "null"
        case "array", "object": "an \(kind)"
        default: "a \(kind)"
        }
    }

    /// The member of this name; nil when it is missing or null.
    func member(_ name: String) throws(MockFormatError) -> JSONCursor? {
        guard let member = try object()[name], member != .null else { return nil }
        return JSONCursor(member, path: path + Self.step(name), unknownKeys: unknownKeys)
    }

    private static func step(_ name: String) -> String {
        let isPlain =
            !name.isEmpty && name.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == 0x5F }
        return isPlain ? ".\(name)" : "['\(name)']"
    }

    /// Refuses every key but these, and says which one may have been meant.
    func allowOnly(_ known: [String]) throws(MockFormatError) {
        guard unknownKeys == .refuse else { return }
        for member in try object().members where !known.contains(member.name) {
            let place = path + Self.step(member.name)
            let name = member.name.lowercased()
            func distance(_ other: String) -> Int { editDistance(other.lowercased().utf8, name.utf8.prefix(64)) }
            let nearest = known.min { distance($0) < distance($1) }
            let hint =
                if let nearest, distance(nearest) <= 3 { "did you mean \"\(nearest)\"?" } else {
                    "known here: \(known.joined(separator: ", "))"
                }
            throw MockFormatError(path: place, reason: "no key of a mock file; \(hint)")
        }
    }

    func object() throws(MockFormatError) -> JSONObject {
        guard case .object(let object) = value else { throw wrongKind("an object") }
        return object
    }

    func elements() throws(MockFormatError) -> [JSONCursor] {
        guard case .array(let elements) = value else { throw wrongKind("an array") }
        return elements.enumerated()
            .map {
                JSONCursor($1, path: "\(path)[\($0)]", unknownKeys: unknownKeys)
            }
    }

    /// The member, unless it is an empty text.
    func nonEmptyMember(_ name: String) throws(MockFormatError) -> JSONCursor? {
        guard let member = try member(name), member.value != .string("") else { return nil }
        return member
    }

    func members() throws(MockFormatError) -> [(name: String, cursor: JSONCursor)] {
        try object().members
            .map {
                ($0.name, JSONCursor($0.value, path: path + Self.step($0.name), unknownKeys: unknownKeys))
            }
    }

    func string() throws(MockFormatError) -> String {
        guard case .string(let text) = value else { throw wrongKind("a string") }
        return text
    }

    func bool() throws(MockFormatError) -> Bool {
        guard case .bool(let flag) = value else { throw wrongKind("true or false") }
        return flag
    }

    func int64(in range: ClosedRange<Int64> = .min ... .max) throws(MockFormatError) -> Int64 {
        guard case .number(let number) = value else { throw wrongKind("a number") }
        guard let integer = number.int64 else { throw error("a whole number should stand here, not \(number.text)") }
        guard range.contains(integer) else {
            let bounds =
                range.upperBound == .max
                ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw error("a number \(bounds) should stand here, not \(number.text)")
        }
        return integer
    }

    func nonNegative() throws(MockFormatError) -> Double {
        guard case .number(let number) = value else { throw wrongKind("a number") }
        guard number.double >= 0, number.double.isFinite else {
            throw error("a number of at least 0 should stand here, not \(number.text)")
        }
        return number.double
    }

    /// One of the spellings of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _: Choice.Type
    ) throws(MockFormatError) -> Choice where Choice.RawValue == String {
        let text = try string()
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw error("one of \(known) should stand here, not \"\(text)\"")
        }
        return choice
    }
}
