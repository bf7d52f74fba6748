internal import Model

/// Texts that are put together of two values with nothing between them: initials, a user's name made of a first letter and a
/// last name.
extension LinkSearch {
    /// The two links whose texts, one behind the other, give all these; nil when none do or the evidence is thin.
    func joined(_ values: [JSON], _ samples: [Sample]) -> (left: Link, right: Link)? {
        guard let first = values[0].string, (2...64).contains(first.utf8.count), Set(values.prefix(64)).count >= 3
        else {
            return nil
        }
        for source in cutSources where !source.link.place.isKept {
            for cut in Self.endings(of: source.text) {
                let right = Link(place: source.link.place, step: .cut(cut))
                guard let starts = starts(of: values, before: right, samples), Set(starts).count >= 3,
                    let left = self.cut(to: starts, samples)
                else { continue }
                return (left, right)
            }
        }
        return nil
    }

    /// What may stand at the end of such a text: another one as it is or in other letters, or its first letter.
    private static func endings(of whole: String) -> [TextCut] {
        var result: [TextCut] = [.first(1)]
        if whole.lowercased() != whole { result += [.lower, .then(.first(1), .lower)] }
        if whole.uppercased() != whole { result += [.upper, .then(.first(1), .upper)] }
        return result
    }

    private func starts(of values: [JSON], before right: Link, _ samples: [Sample]) -> [JSON]? {
        var starts: [JSON] = []
        for (value, sample) in zip(values, samples) {
            guard let text = value.string, let end = right.value(in: sample)?.string, text.hasSuffix(end), text != end
            else {
                return nil
            }
            starts.append(.string(String(text.dropLast(end.count))))
        }
        return starts
    }
}
