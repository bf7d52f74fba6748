internal import Model

/// Finds where a value comes from. Candidates are looked up in one sample and must then hold in every other.
struct LinkSearch {
    /// Whether a template of this search may read the response: those of callbacks may.
    let readsResponse: Bool
    private(set) var scalars: [String: [Link]] = [:]
    private(set) var containers: [(place: Place, value: JSON)] = []
    /// Stored values that are nothing, or lists and objects without members.
    private(set) var blanks: [Place] = []
    /// Times, to find them in another format.
    private(set) var times: [(place: Place, instant: Timestamp)] = []
    /// Texts that may stand inside other texts, the longest first.
    private(set) var texts: [(text: String, link: Link)] = []
    /// Numbers, for arithmetic.
    private(set) var numbers: [(place: Place, value: JSONNumber)] = []
    /// Whole numbers that are spelled as text.
    private(set) var numerals: [Place] = []

    init(pilot: Sample, parameters: Set<Int>, readsResponse: Bool) {
        self.readsResponse = readsResponse
        for index in parameters.sorted() where pilot.segments.indices.contains(index) {
            add(.segment(index), .string(pilot.segments[index]))
        }
        if readsResponse, case .json(let json) = pilot.response {
            json.visit { path, value in add(.response(path), value) }
        }
        pilot.request?.visit { path, value in add(.body(path), value) }
        pilot.files?.visit { path, value in add(.file(path), value) }
        for pair in pilot.query { add(.query(pair.name), .string(pair.value)) }
        for field in pilot.exchange.request.fields where Self.isSource(field.name) {
            add(.field(field.name), .string(field.value))
        }
        if readsResponse {
            for field in pilot.responseFields where Self.isSource(field.name) {
                add(.responseField(field.name), .string(field.value))
            }
        }
        pilot.stored?.visit { path, value in add(.stored(path), value) }
        for (key, related) in pilot.related.sorted(by: { $0.key.order < $1.key.order }) {
            related.thing.visit { path, value in add(.related(key, path), value) }
        }
        for (index, value) in pilot.made.enumerated() { addParts(of: value, index) }
        texts.sort { ($0.text.utf8.count, $1.text) > ($1.text.utf8.count, $0.text) }
    }

    private static func isSource(_ name: String) -> Bool {
        let name = name.lowercased()
        return !NamesOfFields.ordinary.contains(name) || name == "location"
    }

    /// Makes a value known that is made for the request, with its members.
    mutating func addMade(_ index: Int, _ value: JSON) {
        addParts(of: value, index)
        texts.sort { ($0.text.utf8.count, $1.text) > ($1.text.utf8.count, $0.text) }
    }

    private mutating func addParts(of value: JSON, _ index: Int) {
        value.visit { path, part in
            if path.steps.allSatisfy(\.isMember) { add(.made(index, path), part) }
        }
    }

    private mutating func add(_ place: Place, _ value: JSON) {
        if value.isBlank, case .stored = place { blanks.append(place) }
        guard value.isScalar else {
            containers.append((place, value))
            return
        }
        guard value != .null else { return }
        let text = value.textValue
        if case .number(let number) = value { numbers.append((place, number)) }
        if case .string = value, Numerals.read(text) != nil { numerals.append(place) }
        add(text, Link(place: place))
        if times.count < 32, place.isRemembered, let (instant, _) = ClockFormat.read(value) {
            times.append((place, instant))
        }
        guard text.utf8.count >= 3, text.utf8.count <= 2_048 else { return }
        addSteps(place, value, text)
        if case .bool = value { return }
        if Rarity.bits(text) >= 4.5 { texts.append((text, Link(place: place, step: .none))) }
    }

    private mutating func addSteps(_ place: Place, _ value: JSON, _ text: String) {
        guard case .string = value else { return }
        for step in [Link.Step.lower, .upper, .trim, .slug, .base64, .base64Decoded, .urlEncoded] {
            guard let made = Link.apply(step, value)?.string, made != text, made.utf8.count >= 3 else { continue }
            if step == .base64Decoded, !made.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { continue }
            add(made, Link(place: place, step: step))
            if step == .urlEncoded || step == .base64 || step == .lower || step == .upper || step == .slug,
                Rarity.bits(text) >= 8
            {
                texts.append((made, Link(place: place, step: step)))
            }
        }
        for separator in ["_", "-", ":", "/"] as [Character] {
            guard let index = text.lastIndex(of: separator) else { continue }
            let tail = String(text[text.index(after: index)...])
            if tail.utf8.count >= 6 { add(tail, Link(place: place, step: .tail(text.count - tail.count))) }
        }
    }

    private mutating func add(_ key: String, _ link: Link) {
        if scalars[key, default: []].count < 32 { scalars[key, default: []].append(link) }
    }

    /// The best link that gives all these values, one for each sample; nil when none holds in all or none is believable.
    func link(to values: [JSON], name: String?, samples: [Sample], spelling: Spelling) -> Link? {
        if let blank = blankLink(to: values, name, samples, spelling) { return blank }
        guard let first = values.first, first.isScalar else {
            return containerLink(to: values, name, samples, spelling)
        }
        guard first != .null else { return nil }
        let candidates = (scalars[first.textValue] ?? []) + otherFormats(first)
        if candidates.isEmpty { return derived(values, samples) }
        let evidence = Evidence(values)
        var best: (score: Int, link: Link)?
        for candidate in candidates {
            guard let link = fitted(candidate, to: first, in: samples[0]) else { continue }
            let agreement = Self.agreement(name, spelling.name(link.place))
            guard evidence.suffices(link.place.isRelated && !evidence.isVaried ? 0 : agreement) else { continue }
            let score = agreement * 100 + Self.rank(link)
            if let best, best.score >= score { continue }
            if holds(link, values, samples) { best = (score, link) }
        }
        return best?.link ?? derived(values, samples)
    }

    /// The places that hold the same instant in another format.
    private func otherFormats(_ value: JSON) -> [Link] {
        guard !times.isEmpty, let (instant, format) = ClockFormat.read(value), format.arguments != nil else {
            return []
        }
        return times.filter { abs(($0.instant - instant).nanoseconds) < format.resolution }
            .map { Link(place: $0.place, step: .time(format)) }
    }

    /// All places outside of what is stored about the thing itself, the whole ones first.
    var plainPlaces: [Place] {
        let scalars = scalars.values.joined().filter { $0.step == .none }
            .map { (order: $0.place.order, place: $0.place) }
        let places = containers.map(\.place) + scalars.sorted { $0.order < $1.order }.map(\.place)
        return places.filter { if case .stored = $0 { false } else { true } }
    }

    /// The places that hold exactly this value, without any step.
    func plainLinks(to value: JSON) -> [Link] {
        guard value.isScalar, value != .null else { return [] }
        return (scalars[value.textValue] ?? []).filter { $0.step == .none && $0.place.isRequest }
    }

    /// The link with the conversion that gives a value of the wanted type.
    func fitted(_ link: Link, to value: JSON, in sample: Sample) -> Link? {
        guard link.step == .none, let source = link.place.value(in: sample) else {
            return link.step == .none ? nil : link
        }
        switch (source, value) {
        case (.string, .string), (.bool, .bool), (.number, .number): return link
        case (.string, .number): return Link(place: link.place, step: .toNumber)
        case (_, .string): return Link(place: link.place, step: .toText)
        default: return nil
        }
    }

    /// Whether the link gives each sample's value.
    func holds(_ link: Link, _ values: [JSON], _ samples: [Sample]) -> Bool {
        for (value, sample) in zip(values, samples) {
            guard let found = link.value(in: sample) else { return false }
            if found != value, !found.isEquivalent(to: value) { return false }
        }
        return true
    }

    /// What is empty in all samples is so because it is stored so under the same name, and not for ever.
    private func blankLink(to values: [JSON], _ name: String?, _ samples: [Sample], _ spelling: Spelling) -> Link? {
        guard let first = values.first, first.isBlank, values.allSatisfy({ $0 == first }) else { return nil }
        return blanks.lazy.map { Link(place: $0) }
            .first { Self.agreement(name, spelling.name($0.place)) == 2 && holds($0, values, samples) }
    }

    private func containerLink(to values: [JSON], _ name: String?, _ samples: [Sample], _ spelling: Spelling) -> Link? {
        guard let first = values.first, values.contains(where: { $0.size > 0 }) else { return nil }
        let evidence = Evidence(values)
        var best: (score: Int, link: Link)?
        for (place, value) in containers where value.size == first.size && value.kindName == first.kindName {
            let agreement = Self.agreement(name, spelling.name(place))
            guard evidence.suffices(place.isRelated ? 0 : agreement), value.isEquivalent(to: first) else { continue }
            let score = agreement * 100 + Self.rank(Link(place: place))
            if let best, best.score >= score { continue }
            if holds(Link(place: place), values, samples) { best = (score, Link(place: place)) }
        }
        return best?.link ?? words(in: values, samples)
    }

    /// 2 for the same name, 1 where one name ends in the other (`order_id` and `id`), 0 otherwise.
    static func agreement(_ left: String?, _ right: String?) -> Int {
        guard let left = left.map(plain), let right = right.map(plain), !left.isEmpty, !right.isEmpty else { return 0 }
        if left == right { return 2 }
        return left.count >= 2 && right.count >= 2 && (left.hasSuffix(right) || right.hasSuffix(left)) ? 1 : 0
    }

    private static func plain(_ name: String) -> String {
        String(
            decoding: name.lowercased().utf8.filter { $0 &- 0x30 < 10 || $0 &- 0x61 < 26 || $0 >= 0x80 },
            as: UTF8.self
        )
    }

    /// Prefers what a reader would write: no step, the response before the request, the path before the body.
    private static func rank(_ link: Link) -> Int {
        let base =
            switch link.place {
            case .made: 30
            case .response(let path): 50 - min(path.steps.count, 8)
            case .segment: 40
            case .body(let path): 35 - min(path.steps.count, 8)
            case .file: 33
            case .query: 25
            case .stored(let path): 22 - min(path.steps.count, 8)
            case .related(_, let path): 18 - min(path.steps.count, 8)
            case .field: 12
            case .responseField: 10
            }
        return link.step == .none ? base + 70 : base
    }
}

/// How believable it is that equal values are no coincidence.
struct Evidence {
    private let bits: Double
    let isVaried: Bool
    private let isEmpty: Bool

    init(_ values: [JSON]) {
        var distinct: Set<JSON> = []
        var sum = 0.0
        for value in values where sum < 64 {
            if distinct.insert(value).inserted { sum += Rarity.bits(value) }
        }
        // Round as its digits may be, no instant is equal to another by chance.
        bits = values.first.map { ClockFormat.read($0) != nil } == true ? max(sum, 20) : sum
        isVaried = distinct.count > 1 || (sum >= 64 && Set(values.prefix(64)).count > 1)
        isEmpty = !isVaried && (values.first == "" || values.first == .null)
    }

    /// Whether so much agreement of names is enough.
    func suffices(_ agreement: Int) -> Bool {
        switch agreement {
        case 2: !isEmpty
        case 1: bits >= (isVaried ? 5 : 8)
        default: bits >= (isVaried ? 12 : 18)
        }
    }
}

extension JSON {
    /// Whether it is null, or a list or an object that holds nothing.
    fileprivate var isBlank: Bool { self == .null || !isScalar && size == 0 }

    /// How many parts a container has; 0 for a scalar.
    var size: Int {
        switch self {
        case .array(let elements): elements.count
        case .object(let object): object.members.count
        default: 0
        }
    }
}
