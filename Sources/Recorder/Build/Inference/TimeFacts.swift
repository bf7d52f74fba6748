internal import Model

/// The times that stood in the recording, and where: a time that was there before is remembered, not read anew.
struct TimeFacts {
    /// A time in an exchange's response.
    private struct Fact {
        var exchange: ExchangeID
        var endedAt: Timestamp
        var group: Int
        var name: String?
    }

    private var facts: [String: [Fact]] = [:]
    private var groups: [ExchangeID: Int] = [:]
    private var things: [ExchangeID: Set<String>] = [:]

    /// Busy seconds hold one time very often; the first few of them tell enough.
    private static let limit = 64

    /// Without any recording.
    init() {}

    init(_ groups: [RouteGroup]) {
        for (number, group) in groups.enumerated() {
            for sample in group.samples { add(sample, group: number) }
        }
        for key in facts.keys { facts[key]?.sort { ($0.endedAt, $0.exchange) < ($1.endedAt, $1.exchange) } }
    }

    private mutating func add(_ sample: Sample, group: Int) {
        let id = sample.exchange.id
        groups[id] = group
        guard case .json(let json) = sample.response else { return }
        var holdsTimes = false
        json.visit { path, value in
            guard value.isScalar, ClockFormat.read(value) != nil else { return }
            holdsTimes = true
            let fact = Fact(exchange: id, endedAt: sample.endedAt, group: group, name: path.name)
            if facts[value.textValue, default: []].count < Self.limit {
                facts[value.textValue, default: []].append(fact)
            }
        }
        if holdsTimes { things[id] = Self.things(sample) }
    }

    /// What an exchange is about: the ids in its path, and those at the top of its response.
    private static func things(_ sample: Sample) -> Set<String> {
        var result = Set(sample.segments.filter(RouteShape.isIdentifier))
        guard case .json(let json) = sample.response, let object = json.object else { return result }
        for member in object.members where member.value.isScalar && member.name.lowercased().hasSuffix("id") {
            result.insert(member.value.textValue)
        }
        return result
    }

    /// Whether a value that is the same in all samples stood in a request of theirs or in an earlier response, so that
    /// it is no reading of the clock.
    ///
    /// After a request that changes nothing any earlier response counts. One that changes something makes new times;
    /// equal ones in a busy second are a coincidence, unless they have the same name and belong to the same thing.
    func isKnown(_ value: JSON, name: String?, _ samples: [Sample]) -> Bool {
        let text = value.textValue
        let earlier = facts[text] ?? []
        return samples.prefix(Self.limit)
            .contains { sample in
                Self.stands(text, inRequestOf: sample) || earlier.contains { isSource($0, of: name, sample) }
            }
    }

    private func isSource(_ fact: Fact, of name: String?, _ sample: Sample) -> Bool {
        guard fact.exchange != sample.exchange.id, fact.endedAt <= sample.startedAt else { return false }
        let isSameGroup = groups[sample.exchange.id] == fact.group
        let concernsSame = things[fact.exchange]?.isDisjoint(with: Self.things(sample)) == false
        if sample.isSafe { return !isSameGroup || concernsSame }
        return !isSameGroup && concernsSame && LinkSearch.agreement(fact.name, name) == 2
    }

    private static func stands(_ text: String, inRequestOf sample: Sample) -> Bool {
        if sample.query.contains(where: { $0.value == text }) { return true }
        var found = false
        sample.request?.visit { _, value in if value.isScalar, value.textValue == text { found = true } }
        return found
    }
}
