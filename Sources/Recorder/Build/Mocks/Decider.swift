internal import Model

/// What of a request decides between answers, as conditions of a mock.
struct Decider {
    /// Where the conditions belong.
    enum Part: Hashable {
        case body
        case query
        case field
        /// The path is an expression that reads the store.
        case state
    }

    var conditions: [(part: Part, condition: Condition)]
    /// Lower is more believable.
    var cost: Double

    /// Dearer explanations than this are taken for coincidence.
    static let limit = 75.0

    /// What holds for all of one side's requests and for none of the other's; nil when nothing believable does.
    ///
    /// - Parameters:
    ///   - isValue: whether only values differ, not whole answers: then no threshold decides.
    ///   - store: what reads the thing that the requests name, whose state may decide; empty without.
    static func between(
        _ inside: [Sample],
        and outside: [Sample],
        isValue: Bool,
        store: String = ""
    ) -> Decider? {
        guard !inside.isEmpty, !outside.isEmpty else { return nil }
        let places = Self.places(inside, outside)
        var best: Decider?
        for place in places + (store.isEmpty ? [] : states(inside, outside)) {
            guard let decider = single(place, inside, outside, isValue, store) else { continue }
            if best.map({ decider.cost < $0.cost }) ?? true { best = decider }
        }
        if let best, best.cost <= limit { return best }
        if !isValue, !store.isEmpty, let decider = sufficing(places, inside, outside, store) { return decider }
        return pair(places, inside, outside)
    }

    /// Whether some value stands in several requests and always with one outcome: then it is worth looking for what
    /// decides. Values that are new in every request explain anything.
    static func hasRepeatedReason(_ samples: [Sample], _ labels: [String]) -> Bool {
        places(samples, [])
            .contains { place in
                guard name(place) != nil else { return false }
                var outcomes: [JSON: String] = [:]
                for (sample, label) in zip(samples, labels) {
                    guard let value = place.value(in: sample), value.isScalar else { return false }
                    if outcomes.updateValue(label, forKey: value).map({ $0 != label }) == true { return false }
                }
                return outcomes.count < samples.count
            }
    }

    /// Conditions that only a request with this one's content meets, nonces and times left out; empty when nothing
    /// is left, or too much to be read.
    static func exact(_ sample: Sample) -> [(part: Part, condition: Condition)] {
        var result: [(part: Part, condition: Condition)] = []
        sample.request?
            .visit { path, value in
                guard value.isScalar, value != .null, ClockFormat.read(value) == nil else { return }
                if let text = value.string, IdentifierShape.looksRandom(text) || Rarity.bits(text) > 40 { return }
                if let condition = condition(.body(path), value) { result.append(condition) }
            }
        return result.count <= 16 ? result : []
    }

    // MARK: Places

    /// Scalars of bodies, query parameters and telling fields; those of the first samples of both sides.
    private static func places(_ inside: [Sample], _ outside: [Sample]) -> [Place] {
        var seen: Set<Place> = []
        var result: [Place] = []
        var deciding: Set<String> = ["authorization", "accept", "content-type", "accept-language"]
        // What a client has already is a reason only where an answer says so (RFC 9110 §13).
        if (inside.prefix(50) + outside.prefix(50)).contains(where: { [304, 412].contains($0.status) }) {
            deciding.formUnion(["if-none-match", "if-modified-since", "if-match", "if-unmodified-since"])
        }
        func add(_ place: Place) { if seen.insert(place).inserted { result.append(place) } }
        for sample in inside.prefix(50) + outside.prefix(50) {
            sample.request?
                .visit { path, value in
                    if !path.steps.isEmpty || value.isScalar { add(.body(path)) }
                }
            for pair in sample.query { add(.query(pair.name)) }
            for field in sample.exchange.request.fields {
                let name = field.name.lowercased()
                if deciding.contains(name) || !NamesOfFields.ordinary.contains(name) { add(.field(name)) }
            }
            if result.count > 400 { break }
        }
        return result
    }

    /// The words and switches of the things that the requests name: `status`, `paid`. Names and amounts are no states.
    private static func states(_ inside: [Sample], _ outside: [Sample]) -> [Place] {
        var seen: Set<Place> = []
        var result: [Place] = []
        for sample in inside.prefix(50) + outside.prefix(50) {
            sample.stored?
                .visit { path, value in
                    guard path.steps.count <= 3, isState(value), seen.insert(.stored(path)).inserted else { return }
                    result.append(.stored(path))
                }
        }
        return result
    }

    private static func isState(_ value: JSON) -> Bool {
        switch value {
        case .bool: true
        case .string(let text):
            text.utf8.count <= 40 && !IdentifierShape.looksRandom(text)
                && text.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 == 0x5F || $0 == 0x2D || $0 == 0x20 }
        default: false
        }
    }

    private static func name(_ place: Place, store: String = "") -> (part: Part, path: String)? {
        switch place {
        case .stored(let path): store.isEmpty ? nil : (.state, store + path.spelling)
        case .body(let path): (.body, "$" + path.spelling)
        case .query(let name): (.query, name)
        case .field(let name): (.field, name)
        default: nil
        }
    }

    // MARK: One place

    private static func single(
        _ place: Place,
        _ inside: [Sample],
        _ outside: [Sample],
        _ isValue: Bool,
        _ store: String
    ) -> Decider? {
        guard let (part, path) = name(place, store: store) else { return nil }
        let here = inside.map { place.value(in: $0) }
        let there = outside.map { place.value(in: $0) }
        func decider(_ action: Condition.Action, _ value: JSON?, _ cost: Double) -> Decider {
            let base = part == .field ? 15.0 : part == .state ? 4 : 0
            let condition = Condition.check(Condition.Check(path: path, action: action, value: value))
            return Decider(conditions: [(part, condition)], cost: cost + base)
        }
        if here.allSatisfy({ $0 == nil }) { return there.allSatisfy { $0 != nil } ? decider(.absent, nil, 13) : nil }
        if there.allSatisfy({ $0 == nil }), here.allSatisfy({ $0 != nil }) { return decider(.any, nil, 12) }
        guard here.allSatisfy({ $0?.isScalar == true }) else { return nil }
        let mine = here.compactMap { $0 }
        let others = there.compactMap { $0 }
        // A field that is new in nearly every request belongs to the transport: a signature, a trace.
        let distinct = Set(mine).union(others).count
        if part == .field, distinct > 2, distinct * 4 >= (mine.count + there.count) * 3 { return nil }
        // Only values differ: a limit is believed when it holds often enough to be no coincidence.
        let mayBeLimit = !isValue || (inside.count >= 4 && outside.count >= 4)
        let isUntyped = part == .query || (part == .body && inside[0].hasUntypedContent)
        if mayBeLimit, let threshold = threshold(mine, others, isUntyped, decider) { return threshold }
        if !isValue, others.count == there.count, let found = SignOfTexts.between(mine, and: others) {
            return decider(found.isMine ? .contains : .notContains, .string(found.sign), 14)
        }
        return equality(mine, others, there.count, decider)
    }

    private static func equality(
        _ mine: [JSON],
        _ others: [JSON],
        _ otherCount: Int,
        _ decider: (Condition.Action, JSON?, Double) -> Decider
    ) -> Decider? {
        let values = Set(mine)
        let otherValues = Set(others)
        guard values.isDisjoint(with: otherValues) else { return nil }
        // A value that is new in every request decides nothing, it only happens to differ.
        let isNonce = isNew(mine, others, otherCount)
        let bits = mine.map { Rarity.bits($0) }.max() ?? 0
        // Words name sorts of things; numbers are amounts.
        let isText = mine.allSatisfy { $0.string != nil }
        let penalty = (isNonce ? (isText ? 40.0 : 50.0) : 0) + (bits > 40 ? 30 : bits / 4)
        if mine.contains(where: { ClockFormat.read($0) != nil }) { return nil }
        if values.count == 1 { return decider(.equals, mine[0], (isText ? 10 : 14) + penalty) }
        if otherValues.count == 1, others.count == otherCount, values.count > 3 {
            return decider(.notEquals, others[0], 16 + penalty)
        }
        guard values.count <= 12 else { return nil }
        var list: [JSON] = []
        for value in mine where !list.contains(value) { list.append(value) }
        return decider(.isIn, .array(list), 18 + 2 * Double(values.count) + penalty)
    }

    /// Whether every request has a value of its own.
    private static func isNew(_ mine: [JSON], _ others: [JSON], _ otherCount: Int) -> Bool {
        let count = mine.count + otherCount
        return Set(mine).count + Set(others).count >= count && count > 2
    }

    private static func threshold(
        _ mine: [JSON],
        _ others: [JSON],
        _ isUntyped: Bool,
        _ decider: (Condition.Action, JSON?, Double) -> Decider
    ) -> Decider? {
        // Spelled as replay reads numbers: a telephone's `+49…` is none.
        func number(_ value: JSON) -> Double? {
            value.number?.double ?? (isUntyped ? value.string.flatMap { (try? JSON.parse($0))?.number?.double } : nil)
        }
        let numbers = mine.compactMap(number)
        let otherNumbers = others.compactMap(number)
        guard numbers.count == mine.count, otherNumbers.count == others.count, let lower = numbers.min(),
            let upper = numbers.max(), let otherLower = otherNumbers.min(), let otherUpper = otherNumbers.max(),
            Set(numbers).count + Set(otherNumbers).count >= 3
        else { return nil }
        if Set(numbers).count == 1, numbers.count > 1, Set(otherNumbers).count == 1 { return nil }
        if lower > otherUpper {
            let limit = roundest(above: otherUpper, upTo: lower)
            return decider(limit < lower ? .greater : .greaterOrEqual, .number(JSONNumber(limit)), 15)
        }
        if upper < otherLower {
            let limit = roundest(above: upper, upTo: otherLower)
            return decider(
                limit > upper && limit < otherLower ? .less : .lessOrEqual,
                .number(JSONNumber(limit < otherLower ? limit : upper)),
                15
            )
        }
        return nil
    }

    /// The number with the fewest digits that is greater than one and at most another.
    static func roundest(above lower: Double, upTo upper: Double) -> Double {
        var unit = 1e12
        while unit >= 1e-6 {
            let candidate = (lower / unit).rounded(.down) * unit + unit
            if candidate > lower, candidate <= upper { return candidate }
            unit /= 10
        }
        return upper
    }

    // MARK: Two places

    /// Two places that decide together what neither decides alone.
    private static func pair(_ places: [Place], _ inside: [Sample], _ outside: [Sample]) -> Decider? {
        guard let pilot = inside.first, outside.count <= 500 else { return nil }
        let usable = places.prefix(24)
            .filter { place in
                guard name(place)?.part != .field, let value = place.value(in: pilot), value.isScalar,
                    ClockFormat.read(value) == nil, Rarity.bits(value) <= 40
                else { return false }
                return inside.allSatisfy { place.value(in: $0) == value }
            }
        for (index, left) in usable.enumerated() {
            for right in usable[(index + 1)...] {
                guard let one = left.value(in: pilot), let other = right.value(in: pilot) else { continue }
                let isMet = outside.contains { left.value(in: $0) == one && right.value(in: $0) == other }
                if isMet { continue }
                return Decider(
                    conditions: [condition(left, one), condition(right, other)].compactMap { $0 },
                    cost: limit
                )
            }
        }
        return nil
    }

    private static func condition(_ place: Place, _ value: JSON) -> (part: Part, condition: Condition)? {
        guard let (part, path) = name(place) else { return nil }
        return (part, .check(Condition.Check(path: path, action: .equals, value: value)))
    }
}

extension Sample {
    /// Whether its content knows no numbers: a form, parts of one.
    fileprivate var hasUntypedContent: Bool {
        let type = exchange.request.fields.first("Content-Type")?.lowercased() ?? ""
        return type.contains("form") || type.contains("xml")
    }
}

extension Condition {
    /// Whether it names values and not only that something is there.
    var comparesValues: Bool {
        if case .check(let check) = self { check.action == .equals || check.action == .isIn } else { false }
    }
}
