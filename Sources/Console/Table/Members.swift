internal import Model

/// The members of a JSON object, read with errors that name them. `null` reads as missing.
struct Members: Sendable {
    let object: JSONObject

    init(_ object: JSONObject) { self.object = object }

    init(_ json: JSON) throws(Refusal) {
        guard let object = json.object else {
            throw .invalid("the body should be a JSON object, not \(json.kindName)")
        }
        self.object = object
    }

    subscript(name: String) -> JSON? {
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    private func read<Value>(
        _ name: String,
        _ wanted: String,
        _ conversion: (JSON) -> Value?
    ) throws(Refusal) -> Value? {
        guard let json = self[name] else { return nil }
        guard let value = conversion(json) else {
            throw .invalid(
                "\"\(name)\" should be \(wanted), not \(json.kindName == "number" ? json.textValue : json.kindName)"
            )
        }
        return value
    }

    /// A text that is not empty.
    func text(_ name: String) throws(Refusal) -> String? {
        try read(name, "a string", \.string).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A text of at most 1,000 bytes, as names for people are.
    func shortText(_ name: String) throws(Refusal) -> String? {
        let text = try text(name)
        guard text?.utf8.count ?? 0 <= 1_000 else { throw .invalid("\"\(name)\" is longer than 1,000 bytes") }
        return text
    }

    /// A text that must be there and not be empty.
    func neededText(_ name: String) throws(Refusal) -> String {
        guard let text = try text(name) else { throw .invalid("\"\(name)\" is missing or empty") }
        return text
    }

    func flag(_ name: String) throws(Refusal) -> Bool? { try read(name, "true or false", \.bool) }

    func integer(_ name: String, _ range: ClosedRange<Int> = 0...Int.max) throws(Refusal) -> Int? {
        let bounds =
            range.upperBound == .max
            ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
        return try read(name, "a whole number \(bounds)") { json in json.int.flatMap { range.contains($0) ? $0 : nil } }
    }

    func number(_ name: String, _ range: ClosedRange<Double>) throws(Refusal) -> Double? {
        try read(name, "a number from \(range.lowerBound) to \(range.upperBound)") { json in
            json.number.flatMap { range.contains($0.double) ? $0.double : nil }
        }
    }

    /// A list of strings; numbers count as their spelling, as ids may be.
    func texts(_ name: String) throws(Refusal) -> [String]? {
        try read(name, "a list of strings") { json in
            guard let elements = json.array else { return nil }
            let texts = elements.compactMap { $0.string ?? $0.number?.text }
            return texts.count == elements.count ? texts : nil
        }
    }

    func list(_ name: String) throws(Refusal) -> [JSON]? { try read(name, "a list", \.array) }

    func members(_ name: String) throws(Refusal) -> Members? { try read(name, "an object", \.object).map(Members.init) }
}
