internal import Model

/// Compares what values at one place looked like in two recordings, and goes on to their parts.
struct ShapeComparison {
    private(set) var findings: [(kind: Difference.Kind, text: String)] = []
    /// `response 201 body`: what the paths are paths of.
    private let subject: String

    init(subject: String) { self.subject = subject }

    static func findings(
        _ subject: String,
        _ old: ValueShape,
        _ new: ValueShape
    ) -> [(kind: Difference.Kind, text: String)] {
        var comparison = ShapeComparison(subject: subject)
        comparison.compare(old, new, at: "")
        return comparison.findings
    }

    private mutating func note(_ kind: Difference.Kind, _ path: String, _ text: String) {
        findings.append((kind, "\(path.isEmpty ? subject : "\(subject) \(path.drop { $0 == "." })"): \(text)"))
    }

    private static func step(_ name: String) -> String { ValuePath(steps: [.member(name)]).spelling }

    /// Any element of a list, or any value of a dictionary.
    private static let anyStep = "[*]"

    private mutating func compare(_ old: ValueShape, _ new: ValueShape, at path: String) {
        guard old.count > 0, new.count > 0 else { return }
        if old.kinds != new.kinds {
            note(.changed, path, "was \(Self.words(old.kinds)), is \(Self.words(new.kinds))")
        } else {
            compareValues(old, new, at: path)
        }
        if let left = old.element, let right = new.element { compare(left, right, at: path + Self.anyStep) }
        switch (old.isDictionary, new.isDictionary) {
        case (true, true): compare(old.dictionaryValue, new.dictionaryValue, at: path + Self.anyStep)
        case (false, false): compareMembers(old, new, at: path)
        default:
            note(
                .changed,
                path,
                old.isDictionary ? "was a dictionary, has fixed members" : "had fixed members, is a dictionary"
            )
        }
    }

    /// The kinds of texts, and values that were always the same.
    private mutating func compareValues(_ old: ValueShape, _ new: ValueShape, at path: String) {
        if old.texts.format != new.texts.format {
            return note(.changed, path, "was \(Self.words(old.texts)), is \(Self.words(new.texts))")
        }
        switch (Self.fixed(old), Self.fixed(new)) {
        case (let left?, let right?) where left != right:
            note(.changed, path, "was always \(left.textInQuotes), is always \(right.textInQuotes)")
        case (let left?, nil) where !Self.isSingle(new) || new.constant != left:
            if new.constant == nil { note(.changed, path, "was always \(left.textInQuotes), varies") }
        case (nil, let right?) where old.constant == nil:
            note(.changed, path, "varied, is always \(right.textInQuotes)")
        default:
            if let left = old.texts.choice, let right = new.texts.choice, left != right {
                note(
                    .changed,
                    path,
                    "was one of \(left.joined(separator: ", ")), is one of \(right.joined(separator: ", "))"
                )
            }
        }
    }

    private mutating func compareMembers(_ old: ValueShape, _ new: ValueShape, at path: String) {
        for member in old.members {
            let place = path + Self.step(member.name)
            guard let other = new[member.name] else {
                // Where the second has no object at all, its type is what changed.
                if new.counts[.object] != nil { note(.removed, place, "is gone (\(Self.words(member.shape.kinds)))") }
                continue
            }
            let (was, isNow) = (old.isRequired(member), new.isRequired(.init(name: member.name, shape: other)))
            if was != isNow {
                note(
                    .changed,
                    place,
                    was ? "was always there, is sometimes missing" : "was sometimes missing, is always there"
                )
            }
            compare(member.shape, other, at: place)
        }
        guard old.counts[.object] != nil else { return }
        for member in new.members where old[member.name] == nil {
            note(.added, path + Self.step(member.name), "is new (\(Self.words(member.shape.kinds)))")
        }
    }

    /// A value that was the same each time it was seen, twice at least. Times and names of things are so by chance.
    private static func fixed(_ shape: ValueShape) -> JSON? {
        guard shape.count >= 2, shape.texts.format == nil, let value = shape.constant else { return nil }
        if let text = value.string, IdentifierShape.looksRandom(text) { return nil }
        return ClockFormat.read(value) == nil ? value : JSON?.none
    }

    private static func isSingle(_ shape: ValueShape) -> Bool { shape.count == 1 }

    static func words(_ kinds: [ValueShape.Kind]) -> String { kinds.map(\.rawValue).joined(separator: " or ") }

    private static func words(_ texts: ShapeOfTexts) -> String { texts.format?.rawValue ?? "text" }
}

extension JSON {
    /// The value as a sentence quotes it: a text in quotes, long ones cut.
    var textInQuotes: String {
        let text = String(decoding: serialized(), as: UTF8.self)
        return text.count <= 80 ? text : "\(text.prefix(79))…"
    }
}
