internal import Model

/// Holds replayed values against recorded ones, each as the mock's template says it may differ.
struct ValueComparison {
    /// What recorded values have become; learns what generators made.
    var mapping: ValueMapping
    /// When the recorded request began.
    let recordedAt: Timestamp
    /// What the mocks' clock showed.
    let replayedAt: Timestamp
    /// Fresh values that stand for recorded ones in this request and everywhere after it.
    var fresh = ValueMapping()
    /// The request as it was recorded and as it was sent, with the answer once it is there.
    var views: (recorded: TemplateView, sent: TemplateView)?
    /// Whether the request carries fresh values, so that links can be tested.
    var isFresh = false
    /// What the mocks work out before they store it.
    var calculated = CalculatedMembers()
    /// What values under a name were recorded and replayed as earlier: a store may hold them.
    var past: [String: Set<JSON>] = [:]
    /// When a callback left, and when it is due now.
    var sending: (recorded: Timestamp, replayed: Timestamp)?
    private(set) var differences: [String] = []
    /// Leaves that fresh values should have reached, and those that they did.
    private(set) var links = CheckReport.Figure()
    /// Leaves that read the request and that no fresh value could reach.
    private(set) var untested = 0

    init(mapping: ValueMapping, recordedAt: Timestamp, replayedAt: Timestamp) {
        (self.mapping, self.recordedAt, self.replayedAt) = (mapping, recordedAt, replayedAt)
    }

    mutating func note(_ difference: String) {
        if differences.count < 20 { differences.append(difference) }
    }

    /// - Parameters:
    ///   - template: the mock's template at this place; one expression covers all that is below it.
    ///   - place: for the diff.
    mutating func compare(_ recorded: JSON, _ replayed: JSON?, template: JSON?, at place: String) {
        guard let replayed else { return note("\(place) is missing; recorded was \(Self.shown(recorded))") }
        if recorded.isScalar || replayed.isScalar {
            if case .string(let text)? = template, !recorded.isScalar, replayed.isScalar, replayed.string != nil {
                return note("\(place) stayed the template \(text); nothing resolved it")
            }
            return compareScalars(recorded, replayed, template, place)
        }
        let isWhole = TemplateRole.isExpression(template)
        let linked = linkedWhole(recorded, template)
        if let linked {
            links.total += 1
            if linked.isEquivalent(to: replayed) {
                links.held += 1
                remember(recorded, replayed, at: place)
            } else {
                note("\(place) is \(Self.shown(replayed)), expected \(Self.shown(linked))")
            }
            return
        }
        switch (recorded, replayed) {
        case (.object(let old), .object(let new)):
            for member in old.members {
                let next = isWhole ? template : template?[member.name]
                compare(
                    member.value,
                    new[member.name],
                    template: next,
                    at: "\(place)\(ValuePath(steps: [.member(member.name)]).spelling)"
                )
            }
            for member in new.members where old[member.name] == nil {
                note("\(place).\(member.name) is there and was not recorded: \(Self.shown(member.value))")
            }
        case (.array(let old), .array(let new)):
            if old.count != new.count { note("\(place) has \(new.count) elements; recorded were \(old.count)") }
            for (index, pair) in zip(old, new).enumerated() {
                compare(pair.0, pair.1, template: isWhole ? template : template?[index], at: "\(place)[\(index)]")
            }
        default: note("\(place) is \(replayed.kindName); recorded was \(recorded.kindName)")
        }
    }

    private mutating func compareScalars(_ recorded: JSON, _ replayed: JSON, _ template: JSON?, _ place: String) {
        let linked = linkedValue(recorded, template, place)
        // What request and answer say now is what it has become, though the same value may have stood elsewhere before.
        let expected = linked ?? answered(recorded, template) ?? mapping.apply(recorded)
        if linked != nil {
            links.total += 1
        } else if isFresh, let text = template?.string, RequestTemplate.readsRequest(text) {
            untested += 1
        }
        if expected.isEquivalent(to: replayed) {
            if linked != nil { links.held += 1 }
            if recorded != replayed { past[Self.pastKey(place, recorded), default: []].insert(replayed) }
            return
        }
        if isFromPast(recorded, replayed, template, place) {
            // It followed what an earlier answer said in its place, which is what a link through a store promises.
            if linked != nil { links.held += 1 }
            return
        }
        if isFresh, recorded.number != nil, replayed.number != nil, calculated.contain(place, template) {
            untested += 1
            past[Self.pastKey(place, recorded), default: []].insert(replayed)
            return
        }
        switch TemplateRole(template) {
        case .generated:
            guard recorded.kindName == replayed.kindName,
                Self.haveSameShape(recorded.textValue, replayed.textValue)
                    || Self.areTokensAlike(recorded.textValue, replayed.textValue)
                    || Base64Shape.areAlike(recorded.textValue, replayed.textValue)
            else {
                return note("\(place) is \(Self.shown(replayed)), not of the shape of \(Self.shown(recorded))")
            }
            mapping.learnWords(recorded.textValue, is: replayed.textValue)
            past[Self.pastKey(place, recorded), default: []].insert(replayed)
        case .time: compareTimes(recorded, replayed, nil, place)
        case .timeOfSending: compareTimes(recorded, replayed, sending, place)
        case .same:
            let because = expected == recorded ? "" : " (recorded: \(Self.shown(recorded)))"
            note("\(place) is \(Self.shown(replayed)), expected \(Self.shown(expected))\(because)")
        }
    }

    /// What a recorded value must have become because the request carried fresh ones; nil when they do not reach it.
    private func linkedValue(_ recorded: JSON, _ template: JSON?, _ place: String) -> JSON? {
        if let views, let text = template?.string, RequestTemplate.readsRequest(text),
            let before = RequestTemplate.value(text, in: views.recorded), before.isScalar,
            before.isEquivalent(to: recorded), let after = RequestTemplate.value(text, in: views.sent)
        {
            return after == before ? JSON?.none : after
        }
        if isFresh, case .same = TemplateRole(template), let after = answered(recorded, template) {
            return after.isEquivalent(to: recorded) ? JSON?.none : after
        }
        // What is made new each time owes nothing to the request, though a fresh value may stand in it by chance.
        guard case .same = TemplateRole(template) else { return JSON?.none }
        // A plain word that always stands here may be the same as one that a request holds.
        if !TemplateRole.isExpression(template), template != nil, Rarity.bits(recorded) < 16 { return JSON?.none }
        let changed = fresh.apply(recorded)
        // A bare nil would be taken for the JSON null.
        return changed != recorded ? mapping.apply(changed) : JSON?.none
    }

    /// What a value of a callback must be since the answer has something else in its place.
    private func answered(_ recorded: JSON, _ template: JSON?) -> JSON? {
        guard let views, let text = template?.string, text.contains("$.resp"),
            let before = RequestTemplate.value(text, in: views.recorded), before.isEquivalent(to: recorded)
        else { return nil }
        return RequestTemplate.value(text, in: views.sent)
    }

    /// The same for a value with parts that one expression reads from the request.
    private func linkedWhole(_ recorded: JSON, _ template: JSON?) -> JSON? {
        guard let views, let text = template?.string, RequestTemplate.readsRequest(text),
            let before = RequestTemplate.value(text, in: views.recorded), before.isEquivalent(to: recorded),
            let after = RequestTemplate.value(text, in: views.sent), after != before
        else { return nil }
        return after
    }

    /// Whether a store may hold this because an earlier exchange of this run had it in the place of the recorded value.
    private func isFromPast(_ recorded: JSON, _ replayed: JSON, _ template: JSON?, _ place: String) -> Bool {
        guard let text = template?.string, text.contains("$.gS") || text.contains("$.resp") else { return false }
        return past[Self.pastKey(place, recorded)]?.contains(replayed) == true
    }

    /// Remembers what stands for the parts of a recorded value.
    private mutating func remember(_ recorded: JSON, _ replayed: JSON, at place: String) {
        switch (recorded, replayed) {
        case (.object(let old), .object(let new)):
            for member in old.members {
                guard let value = new[member.name] else { continue }
                remember(member.value, value, at: "\(place)\(ValuePath(steps: [.member(member.name)]).spelling)")
            }
        case (.array(let old), .array(let new)):
            for (index, pair) in zip(old, new).enumerated() { remember(pair.0, pair.1, at: "\(place)[\(index)]") }
        default:
            if recorded != replayed { past[Self.pastKey(place, recorded), default: []].insert(replayed) }
        }
    }

    private static func pastKey(_ place: String, _ recorded: JSON) -> String {
        "\(place.split(separator: ".").last ?? "")\u{0}\(recorded.textValue)"
    }

    private mutating func compareTimes(
        _ recorded: JSON,
        _ replayed: JSON,
        _ sending: (recorded: Timestamp, replayed: Timestamp)?,
        _ place: String
    ) {
        guard let old = ClockFormat.read(recorded) else {
            // A time inside other text: its shape is all that can be compared.
            if !Self.haveSameShape(recorded.textValue, replayed.textValue) {
                note("\(place) is \(Self.shown(replayed)), not of the shape of \(Self.shown(recorded))")
            }
            return
        }
        guard let new = ClockFormat.read(replayed), recorded.kindName == replayed.kindName else {
            return note("\(place) is \(Self.shown(replayed)), not a time like \(Self.shown(recorded))")
        }
        let before = (old.instant - (sending?.recorded ?? recordedAt)).nanoseconds
        let after = (new.instant - (sending?.replayed ?? replayedAt)).nanoseconds
        let allowed = max(5_000_000_000, 2 * old.format.resolution) + abs(before) / 20
        if abs(after - before) > allowed {
            let shown = ClockFormat.spelling(ofOffset: after / 1_000_000_000 * 1_000_000_000)
            let wanted = ClockFormat.spelling(ofOffset: before / 1_000_000_000 * 1_000_000_000)
            note("\(place) is \(shown) from the \(sending == nil ? "request" : "sending"), recorded was \(wanted)")
        }
        // A callback is delayed by chance: its time stands for no other.
        if sending != nil { return }
        mapping.learn(recorded.textValue, is: replayed.textValue)
        // Others may have been made in the same second: what a store holds is one of them.
        if recorded != replayed { past[Self.pastKey(place, recorded), default: []].insert(replayed) }
    }

    /// Same punctuation in the same order, and runs of about the same length between.
    static func haveSameShape(_ left: String, _ right: String) -> Bool {
        let (one, other) = (skeleton(left), skeleton(right))
        return one.marks == other.marks && abs(left.utf8.count - right.utf8.count) <= 2 + left.utf8.count / 8
    }

    /// Tokens of one make: their base64url has punctuation of its own.
    private static func areTokensAlike(_ left: String, _ right: String) -> Bool {
        guard let one = WebToken(left), let other = WebToken(right) else { return false }
        return one.header == other.header && one.claims.members.map(\.name) == other.claims.members.map(\.name)
    }

    private static func skeleton(_ text: String) -> (marks: [UInt8], runs: Int) {
        let marks = text.utf8.filter { !($0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 >= 0x80) }
        return (Array(marks), 0)
    }

    static func shown(_ value: JSON) -> String {
        let text = String(decoding: value.serialized(), as: UTF8.self)
        return text.utf8.count > 120 ? "\(text.prefix(117))…" : text
    }
}
