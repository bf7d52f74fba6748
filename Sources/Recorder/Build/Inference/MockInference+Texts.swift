internal import Model

/// What becomes of text: whole, or in parts of which each is a link or a leaf.
extension MockInference {
    /// A text that holds values from elsewhere: those become expressions, the rest stays or is made new.
    mutating func textWithLinks(
        _ values: [JSON],
        isConstant: Bool,
        at place: String,
        in setting: Setting
    ) -> JSON? {
        let texts = values.compactMap(\.string)
        guard texts.count == values.count, texts[0].utf8.count >= 4, texts[0].utf8.count <= 65_536 else { return nil }
        let finder = TextLinks(texts: texts, sources: search.texts, samples: samples)
        guard let pieces = finder.pieces(isConstant: isConstant) else { return nil }
        guard let template = join(pieces, at: place, in: setting) else { return nil }
        note(place, "text", template, "holds values from elsewhere in \(ClockInference.count(values.count))")
        return .string(template)
    }

    /// A text of which some parts are always the same and the others are parts of a text from elsewhere: a masked number.
    mutating func textOfCuts(_ values: [JSON], at place: String, in setting: Setting) -> JSON? {
        let texts = values.compactMap(\.string)
        guard texts.count == values.count, texts[0].utf8.count <= 512, search.mayHoldParts(texts[0]),
            let columns = TextParts.columns(texts)
        else {
            return nil
        }
        var template = ""
        for column in columns {
            if column.allSatisfy({ $0 == column[0] }) {
                template += Spelling.literal(column[0])
            } else if let part = linked(column) {
                template += part
            } else {
                return nil
            }
        }
        note(place, "text", template, "holds parts of values from elsewhere in \(ClockInference.count(values.count))")
        return .string(template)
    }

    /// Texts that flow, between what all of them begin and end with.
    private func linked(_ column: [String]) -> String? {
        func link(_ texts: [String]) -> String? {
            let values = texts.map { JSON.string($0) }
            let whole = search.link(to: values, name: nil, samples: samples, spelling: spelling)
            // What is equal comes before what is a part.
            let found = whole.flatMap { $0.isCut ? nil : $0 } ?? search.following(values, samples) ?? whole
            return found.map { "${\($0.expression(spelling))}" }
        }
        if let whole = link(column) { return whole }
        let (start, end) = TextParts.frame(of: column)
        if !start.isEmpty || !end.isEmpty,
            let inner = link(column.map { String($0.dropFirst(start.count).dropLast(end.count)) })
        {
            return Spelling.literal(start) + inner + Spelling.literal(end)
        }
        let bare = column.map { JSON.string(String($0.dropFirst(start.count).dropLast(end.count))) }
        guard let (left, right) = search.joined(bare, samples) else { return nil }
        let both = "${\(left.expression(spelling))}${\(right.expression(spelling))}"
        return Spelling.literal(start) + both + Spelling.literal(end)
    }

    /// A text of which some parts are always the same and others are times or made new.
    mutating func textByParts(_ values: [JSON], at place: String, in setting: Setting) -> JSON? {
        let texts = values.compactMap(\.string)
        guard texts.count == values.count else { return nil }
        guard let template = join([.gap(texts)], at: place, in: setting), template != texts[0] else { return nil }
        note(place, "text", template, "parts vary in a known way in \(ClockInference.count(values.count))")
        return .string(template)
    }

    /// A text that holds values from elsewhere beside parts that nothing explains: those stay as they were recorded. Content
    /// is not told so, since what is open there decides how mocks are split.
    mutating func textAsFarAsKnown(
        _ values: [JSON],
        isConstant: Bool,
        at place: String,
        in setting: Setting
    ) -> JSON? {
        let texts = values.compactMap(\.string)
        guard !setting.splits, !setting.isAddress, texts.count == values.count,
            (4...65_536).contains(texts[0].utf8.count),
            let pieces = TextLinks(texts: texts, sources: search.texts, samples: samples).pieces(isConstant: isConstant)
        else { return nil }
        var result = ""
        for piece in pieces {
            switch piece {
            case .link(let link): result += "${\(link.expression(spelling))}"
            case .gap(let texts): result += join([.gap(texts)], at: place, in: setting) ?? Spelling.literal(texts[0])
            }
        }
        note(place, "text", result, "holds values from elsewhere in \(ClockInference.count(values.count))")
        leaveOpen(values, at: place, labels: texts, splits: false)
        return .string(result)
    }

    /// The pieces as one template; nil when a part varies and nothing explains it. Leaves no trace in that case.
    private mutating func join(_ pieces: [TextLinks.Piece], at place: String, in setting: Setting) -> String? {
        let before = self
        var result = ""
        for piece in pieces {
            switch piece {
            case .link(let link): result += "${\(link.expression(spelling))}"
            case .gap(let texts):
                guard let part = gap(texts, at: place, in: setting) else {
                    self = before
                    return nil
                }
                result += part
            }
        }
        return result
    }

    private mutating func gap(_ texts: [String], at place: String, in setting: Setting) -> String? {
        if texts.allSatisfy({ $0 == texts[0] }), texts.count > 1 || !setting.mayGenerate {
            return Spelling.literal(texts[0])
        }
        let isMarkup = texts[0].contains("<")
        guard let columns = TextParts.columns(texts) ?? (isMarkup ? TextParts.elements(texts) : nil) else { return nil }
        var result = ""
        for column in columns {
            if let part = part(column, at: place, in: setting) {
                result += part
            } else if isMarkup {
                // An element is a value of its own, like a member of JSON: what nothing explains leaves the others as they are.
                result += giveUp(column.map { .string($0) }, at: place, labels: column, in: setting).textValue
            } else {
                return nil
            }
        }
        return result
    }

    private mutating func part(_ column: [String], at place: String, in setting: Setting) -> String? {
        let values = column.map { JSON.string($0) }
        let isConstant = column.allSatisfy { $0 == column[0] }
        if isConstant, column.count > 1 || column[0].utf8.count < 8 { return Spelling.literal(column[0]) }
        if !isConstant, let linked = linked(column) { return linked }
        if !isConstant, let expression = arithmetic(ofTexts: column, at: place) { return "${\(expression)}" }
        guard !setting.isAddress, setting.mayGenerate || setting.isFresh(values, samples) else {
            return isConstant ? Spelling.literal(column[0]) : nil
        }
        if let reading = setting.reading(of: values, samples: samples) {
            return reading.isWhole ? "${\(reading.template)}" : reading.template
        }
        if let generator = Generator(values, name: nil, scope: counterScope) {
            return "${\(make(values, by: generator.expression, name: "part"))}"
        }
        return isConstant ? Spelling.literal(column[0]) : nil
    }
}
