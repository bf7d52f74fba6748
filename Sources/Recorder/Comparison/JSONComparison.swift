internal import Model

/// Says in words how one value became another, part by part. Texts may be templates.
enum JSONComparison {
    /// Calls the closure with each change: what kind it is, and the path with words.
    static func compare(
        _ old: JSON,
        _ new: JSON,
        at path: ValuePath = ValuePath(),
        _ note: (Difference.Kind, String) -> Void
    ) {
        guard !old.isEquivalent(to: new) else { return }
        let name = path.steps.isEmpty ? "it" : String(path.spelling.drop { $0 == "." })
        switch (old, new) {
        case (.object(let left), .object(let right)):
            for member in left.members {
                let place = path.appending(.member(member.name))
                if let value = right[member.name] {
                    compare(member.value, value, at: place, note)
                } else {
                    note(.removed, "\(place.spelling.drop { $0 == "." }): is gone (was \(member.value.textInQuotes))")
                }
            }
            for member in right.members where left[member.name] == nil {
                note(
                    .added,
                    "\(path.appending(.member(member.name)).spelling.drop { $0 == "." }): is new (\(member.value.textInQuotes))"
                )
            }
        case (.array(let left), .array(let right)):
            for index in 0..<min(left.count, right.count) {
                compare(left[index], right[index], at: path.appending(.element(index)), note)
            }
            if left.count != right.count {
                note(
                    left.count < right.count ? .added : .removed,
                    "\(name): had \(Count.words(left.count, "element")), has \(right.count)"
                )
            }
        default: note(.changed, "\(name): \(words(old, new))")
        }
    }

    private static func words(_ old: JSON, _ new: JSON) -> String {
        let values = "was \(old.textInQuotes), is \(new.textInQuotes)"
        switch (TemplateRole.isExpression(old), TemplateRole.isExpression(new)) {
        case (false, true): return "was the same each time and is a template now: \(values)"
        case (true, false): return "was a template and is the same each time now: \(values)"
        case (true, true): return "another template: \(values)"
        case (false, false):
            return old.kindName == new.kindName ? values : "was \(old.kindName), is \(new.kindName): \(values)"
        }
    }
}
