internal import Model

/// Infers the templates of one mock from all exchanges that it shall answer.
///
/// The response comes first, then the callbacks, which may read the response. A value that a generator makes and that
/// stands in several places is made once, in the mock store, and read from there.
struct MockInference {
    /// The samples in order of their ids; values made new are added to them as they are found.
    private(set) var samples: [Sample]
    private(set) var spelling: Spelling
    private(set) var findings: [Finding] = []
    private(set) var unexplained: [Unexplained] = []
    /// How each value that is made for the request is made, by its number: a template.
    private(set) var makers: [JSON] = []
    var search: LinkSearch
    let parameters: Set<Int>
    /// Distinguishes the counters of different routes.
    let counterScope: String
    /// Whether a template reads the store.
    var readsStore: Bool { findings.contains { $0.kind == "store" } }

    /// Places of numbers that are known to be multiples of a number of the request.
    private let factors: [String: Place]
    /// Names of the mock store that are taken by other answers of the mock.
    private let reserved: Set<String>
    /// Times of the whole recording, to tell a stored one from a reading of the clock.
    private let facts: TimeFacts

    init(
        samples: [Sample],
        spelling: Spelling,
        counterScope: String,
        factors: [String: Place] = [:],
        reserved: Set<String> = [],
        facts: TimeFacts = TimeFacts()
    ) {
        self.samples = samples
        self.spelling = spelling
        self.counterScope = counterScope
        (self.factors, self.reserved, self.facts) = (factors, reserved, facts)
        parameters = Set(spelling.parameters.keys)
        search = LinkSearch(pilot: samples[0], parameters: parameters, readsResponse: false)
    }

    /// The same inference for some of the samples.
    func restricted(to indices: [Int]) -> MockInference {
        if indices.count == samples.count { return self }
        var result = self
        result.samples = indices.map { samples[$0] }
        return result
    }

    /// Takes over what an inference over some of the samples found.
    mutating func adopt(_ part: MockInference) {
        spelling.made = part.spelling.made
        (findings, unexplained, makers) = (part.findings, part.unexplained, part.makers)
        let isWhole = part.samples.count == samples.count
        for index in samples.indices {
            let known = isWhole ? part.samples[index].made[samples[index].made.count...] : []
            samples[index].made += known
            while samples[index].made.count < makers.count { samples[index].made.append(.null) }
        }
    }

    /// Reads another thing from the store: for each sample what it was.
    mutating func read(_ stored: [JSON?], from store: String) {
        spelling.store = store
        for index in samples.indices { samples[index].stored = stored[index] }
    }

    /// Values that are either always the same or unexplained.
    mutating func literal(_ values: [JSON], at place: String, in setting: Setting) -> JSON {
        if values.allSatisfy({ $0 == values[0] }) { return values[0] }
        return giveUp(values, at: place, labels: values.map(\.textValue), in: setting)
    }

    /// From here on templates may read the response: those of callbacks.
    mutating func beginCallbacks() {
        search = LinkSearch(pilot: samples[0], parameters: parameters, readsResponse: true)
    }

    /// The template that gives all these values, one for each sample.
    ///
    /// - Parameters:
    ///   - values: what was seen.
    ///   - place: where it stands, for the report.
    ///   - name: the name nearest to the value.
    ///   - setting: what the place allows.
    mutating func template(_ values: [JSON], at place: String, name: String?, in setting: Setting) -> JSON {
        guard let first = values.first else { return .null }
        if values.allSatisfy(\.isScalar) { return leaf(values, at: place, name: name, in: setting) }
        if let link = search.link(to: values, name: name, samples: samples, spelling: spelling) {
            return use(link, at: place, samples: values.count)
        }
        switch first {
        case .object(let model):
            let names = model.members.map(\.name)
            let wanted = Set(names)
            guard wanted.count == names.count,
                values.allSatisfy({ Set($0.object?.members.map(\.name) ?? []) == wanted }),
                values.allSatisfy({ $0.object != nil })
            else {
                if let expression = changedThing(values, at: place, in: setting) { return .string(expression) }
                return giveUp(values, at: place, labels: values.map(Self.structure), in: setting)
            }
            return .object(members(names, of: values, at: place, in: setting))
        case .array(let model):
            if let expression = changedList(values, at: place, name: name, in: setting) { return .string(expression) }
            guard values.allSatisfy({ $0.array?.count == model.count }) else {
                if let expression = search.elementwise(values, samples, spelling) {
                    note(place, "link", expression, "element by element in \(ClockInference.count(values.count))")
                    return .string(expression)
                }
                return giveUp(values, at: place, labels: values.map(Self.structure), in: setting)
            }
            return .array(
                model.indices.map { index in
                    template(values.map { $0[index] ?? .null }, at: "\(place)[\(index)]", name: name, in: setting)
                }
            )
        default: return giveUp(values, at: place, labels: values.map(Self.structure), in: setting)
        }
    }

    /// The template of a text, or nil when nothing explains it.
    mutating func text(_ values: [String], at place: String, name: String?, in setting: Setting) -> String {
        leaf(values.map { .string($0) }, at: place, name: name, in: setting).textValue
    }

    // MARK: Leaves

    private mutating func leaf(_ values: [JSON], at place: String, name: String?, in setting: Setting) -> JSON {
        if let link = search.link(to: values, name: name, samples: samples, spelling: spelling),
            !isReadAnew(values, link, name, in: setting)
        {
            return use(link, at: place, samples: values.count)
        }
        if let factor = factor(values, at: place) { return factor }
        if let expression = search.digest(of: values, samples, spelling) {
            note(place, "link", expression, "its hash in \(ClockInference.count(values.count))")
            return .string(expression)
        }
        let isConstant = values.allSatisfy { $0 == values[0] }
        if setting.mayGenerate, let template = token(values, at: place, name: name, in: setting) { return template }
        if let template = clock(values, isConstant: isConstant, at: place, name: name, in: setting) { return template }
        if !isConstant, let link = search.following(values, samples) {
            return use(link, at: place, samples: values.count)
        }
        if !isConstant, let template = arithmetic(values, at: place, name: name) { return template }
        if let template = textWithLinks(values, isConstant: isConstant, at: place, in: setting) { return template }
        if !isConstant, let template = textOfCuts(values, at: place, in: setting) { return template }
        if let template = generator(values, isConstant: isConstant, at: place, name: name, in: setting) {
            return template
        }
        if isConstant { return Self.escaped(values[0]) }
        if let template = unchanged(values, at: place, name: name) { return template }
        if let template = defaulted(values, at: place, name: name) { return template }
        if let template = textByParts(values, at: place, in: setting) { return template }
        if let template = textAsFarAsKnown(values, isConstant: isConstant, at: place, in: setting) { return template }
        return giveUp(values, at: place, labels: values.map(\.textValue), in: setting)
    }

    /// Whether a time is rather that of the change itself than another one that is stored: tests do in one second what people
    /// do in days.
    private func isReadAnew(_ values: [JSON], _ link: Link, _ name: String?, in setting: Setting) -> Bool {
        guard setting.mayGenerate, link.place.isKept, ClockFormat.read(values[0]) != nil,
            LinkSearch.agreement(name, spelling.name(link.place)) == 0
        else { return false }
        return setting.reading(of: values, samples: samples)?.isNow ?? false
    }

    private mutating func use(_ link: Link, at place: String, samples count: Int) -> JSON {
        let expression = link.expression(spelling)
        let isStored = link.place.isKept
        let isMade = if case .made = link.place { true } else { false }
        let why = isMade ? "the same new value as elsewhere" : "equal"
        note(place, isStored ? "store" : "link", expression, "\(why) in \(ClockInference.count(count))")
        return .string(expression)
    }

    private mutating func clock(
        _ values: [JSON],
        isConstant: Bool,
        at place: String,
        name: String?,
        in setting: Setting
    ) -> JSON? {
        guard ClockFormat.read(values[0]) != nil else { return nil }
        if isConstant, facts.isKnown(values[0], name: name, samples) { return nil }
        if !isConstant, !setting.mayGenerate, !setting.isFresh(values, samples) { return nil }
        guard let reading = setting.reading(of: values, samples: samples) else {
            let clock = CountedClock(samples: samples, spelling: spelling, setting: setting)
            guard let template = clock.template(values, from: search.numbers) else { return nil }
            note(place, "time", template, "is later by this number in \(ClockInference.count(values.count))")
            return .string(template)
        }
        note(place, "time", reading.template, reading.why)
        // A number as text stays text: the expression alone would give a number.
        if case .string = values[0], reading.template.contains("'unix") {
            return .string("$.toString(\(reading.template))")
        }
        return .string(reading.template)
    }

    private mutating func factor(_ values: [JSON], at place: String) -> JSON? {
        guard let source = factors[place], let value = values[0].number?.double,
            let divisor = source.value(in: samples[0])?.number?.double, divisor != 0
        else { return nil }
        let expression = "$.multiply(\(spelling.expression(source)), \(JSONNumber(value / divisor).text))"
        note(place, "arithmetic", expression, "the factor depends on the conditions of this mock")
        return .string(expression)
    }

    private mutating func arithmetic(_ values: [JSON], at place: String, name: String?) -> JSON? {
        let numbers = values.compactMap(\.number?.double)
        guard numbers.count == values.count else {
            let texts = values.compactMap(\.string)
            guard texts.count == values.count else { return nil }
            return arithmetic(ofTexts: texts, at: place).map { .string("$.toString(\($0))") }
        }
        if let link = search.wordCount(of: values, samples) { return use(link, at: place, samples: values.count) }
        let found =
            search.total(of: numbers, name: name, samples, spelling)
            ?? search.increment(of: numbers, name: name, samples, spelling)
        if let expression = found { return calculated(values, by: expression, at: place, name: name) }
        let rates = RateArithmetic(numbers)
        let expression =
            Arithmetic.expression(for: numbers, from: columns(24))
            ?? rates?.expression(from: columns(10)) ?? rates?.share(ofOneOf: search.totals(samples, spelling))
        return expression.map { calculated(values, by: $0, at: place, name: name) }
    }

    /// Remembers a number that was worked out, so that others can be worked out from it.
    private mutating func calculated(_ values: [JSON], by expression: String, at place: String, name: String?) -> JSON {
        note(place, "arithmetic", expression, "holds in \(ClockInference.count(values.count))")
        return .string(make(values, by: .string(expression), name: name ?? "number"))
    }

    /// The numbers that a template may calculate with: first those that were worked out for this answer.
    private func columns(_ limit: Int) -> [Arithmetic.Column] {
        func isMade(_ place: Place) -> Bool { if case .made = place { true } else { false } }
        let places = search.numbers.map(\.place).filter { !$0.isInStoredList }
        return (places.filter(isMade) + places.filter { !isMade($0) }).prefix(limit)
            .compactMap { place in
                let column = samples.compactMap { place.value(in: $0)?.number?.double }
                return column.count == samples.count
                    ? Arithmetic.Column(expression: spelling.expression(place), values: column) : nil
            }
    }

    /// What a request may change and is as it was where the request leaves it out.
    private mutating func unchanged(_ values: [JSON], at place: String, name: String?) -> JSON? {
        let found = UnchangedLink.find(values, name: name, samples: samples, spelling: spelling) { samples in
            LinkSearch(pilot: samples[0], parameters: parameters, readsResponse: false)
        }
        guard let expression = found else { return nil }
        note(place, "store", expression, "changed where the request says so, in \(ClockInference.count(values.count))")
        return .string(expression)
    }

    private mutating func defaulted(_ values: [JSON], at place: String, name: String?) -> JSON? {
        let found = DefaultedLink.find(values, name: name, samples: samples, spelling: spelling) { sample in
            LinkSearch(pilot: sample, parameters: parameters, readsResponse: search.readsResponse)
        }
        guard let found else { return nil }
        let expression = found.expression(spelling)
        note(place, "link", expression, "equal where the request has it, in \(ClockInference.count(values.count))")
        return .string(expression)
    }

    private mutating func generator(
        _ values: [JSON],
        isConstant: Bool,
        at place: String,
        name: String?,
        in setting: Setting
    ) -> JSON? {
        if isConstant, values.count > 1 || !setting.mayGenerate { return nil }
        guard !setting.isAddress, setting.mayGenerate || setting.isFresh(values, samples) else { return nil }
        if setting.mayGenerate, !isConstant, let counter = ownedCounter(values, name) {
            let expression = make(values, by: counter, name: name ?? "number")
            note(place, "generator", counter, "each owner counts by itself in \(ClockInference.count(values.count))")
            return .string(expression)
        }
        guard let generator = Generator(values, name: name, scope: counterScope) else { return nil }
        let expression = make(values, by: generator.expression, name: name ?? "value")
        note(place, "generator", generator.expression, "\(generator.why) in \(ClockInference.count(values.count))")
        return .string(expression)
    }

    private func ownedCounter(_ values: [JSON], _ name: String?) -> String? {
        let owners = parameters.sorted()
            .map { segment in
                (
                    expression: spelling.expression(.segment(segment)),
                    values: samples.map { $0.segments.indices.contains(segment) ? $0.segments[segment] : "" }
                )
            }
        return OwnedCounter.expression(values, name: name, scope: counterScope, owners: owners)
    }

    /// Remembers that these values are made new, so that a place that holds them again reads the same.
    mutating func make(_ values: [JSON], by maker: String, name: String) -> String {
        make(values, by: .string(maker), name: name)
    }

    /// Remembers how these values are made for the request, so that others can be read or worked out from them.
    mutating func make(_ values: [JSON], by maker: JSON, name: String) -> String {
        let index = makers.count
        var plain = String(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        if plain.isEmpty || plain.first?.isNumber == true { plain = "value\(plain)" }
        var unique = plain
        var number = 2
        while spelling.made.contains(unique) || reserved.contains(unique) {
            unique = "\(plain)\(number)"
            number += 1
        }
        makers.append(maker)
        spelling.made.append(unique)
        for sample in samples.indices { samples[sample].made.append(values[sample]) }
        search.addMade(index, values[0])
        return spelling.expression(.made(index))
    }

    mutating func giveUp(_ values: [JSON], at place: String, labels: [String], in setting: Setting) -> JSON {
        .string(leaveOpen(values, at: place, labels: labels, splits: setting.splits))
    }

    /// Remembers that nothing explains these values; gives what stands for them in the template.
    @discardableResult mutating func leaveOpen(
        _ values: [JSON],
        at place: String,
        labels: [String],
        splits: Bool
    ) -> String {
        // No text of a recording starts with NUL and this word: JSON and fields of HTTP seldom hold NUL at all.
        let placeholder = "\u{0}unexplained\(unexplained.count)\u{0}"
        unexplained.append(
            Unexplained(place: place, values: values, labels: labels, splits: splits, placeholder: placeholder)
        )
        return placeholder
    }

    mutating func note(_ place: String, _ kind: String, _ template: String, _ why: String) {
        findings.append(Finding(place: place, kind: kind, template: template, why: why))
    }

    /// A recorded value whose texts no template reader takes for expressions.
    static func escaped(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): .string(Spelling.literal(text))
        case .array(let elements): .array(elements.map(escaped))
        case .object(let object):
            .object(JSONObject(object.members.map { JSONObject.Member($0.name, escaped($0.value)) }))
        default: value
        }
    }

    /// A text that is the same for values of the same make: names and lengths, not leaves.
    private static func structure(_ value: JSON) -> String {
        switch value {
        case .object(let object): "{\(object.members.map(\.name).sorted().joined(separator: ","))}"
        case .array(let elements): "[\(elements.count)]"
        default: value.kindName
        }
    }
}
