internal import Model

/// Makes the mocks of one route group: one where one template explains all answers, several where conditions decide.
struct GroupBuilder {
    let group: RouteGroup
    /// What reads the store in templates; empty without.
    let store: String
    let isExact: Bool
    /// The times of the whole recording.
    let facts: TimeFacts
    /// The states whose answers have been separated already: what is counted has none of them.
    private(set) var separated: Conditions = []

    typealias Conditions = [(part: Decider.Part, condition: Condition)]

    /// Splitting a mock into more than this many is no explanation.
    private static let variety = 64

    /// The mocks, those with conditions first.
    func drafts() -> [MockDraft] {
        if isExact { return exactDrafts() }
        // One path alone, and nothing that was made before under its name: there is no reason to answer for others.
        if group.isParametrised, store.isEmpty, !group.changes,
            Self.paths(group.samples).count == 1
        {
            return exactPaths(group.samples, group.conditions)
        }
        return draftsWithRepeats() ?? build(group.samples, group.conditions, depth: 0, factors: [:])
    }

    // MARK: Classes of answers

    func build(
        _ samples: [Sample],
        _ conditions: Conditions,
        depth: Int,
        factors: [String: Place]
    ) -> [MockDraft] {
        let labels = samples.map { "\($0.status) \($0.response.kind)\($0.response.envelope)" }
        if let parts = splitByState(samples, labels, conditions, depth: depth)
            ?? splitByElement(samples, labels, conditions, depth: depth)
        {
            return parts
        }
        if Set(labels).count > 1 {
            return split(samples, labels, conditions, depth: depth, isValue: false)
                ?? unseparated(samples, labels, conditions)
        }
        let inferred = ReplyInference.infer(samples, in: group, store: store, factors: factors, facts: facts)
        return settle(inferred, samples, conditions, depth: depth)
    }

    private func settle(
        _ inferred: ReplyInference.Result,
        _ samples: [Sample],
        _ conditions: Conditions,
        depth: Int
    ) -> [MockDraft] {
        let open = inferred.unexplained.filter(\.splits)
        guard !open.isEmpty else { return [draft(inferred, samples, conditions)] }
        if depth < 6 {
            for unexplained in open where unexplained.isStructural || (group.isParametrised && !group.changes) {
                let parts = split(
                    samples,
                    unexplained.labels,
                    conditions,
                    depth: depth,
                    isValue: !unexplained.isStructural
                )
                if let parts { return parts }
            }
            if let parts = splitByTurn(samples, open, conditions, depth: depth) { return parts }
            if let parts = splitByFactor(open, samples, conditions, depth: depth) { return parts }
        }
        let labels = samples.indices.map { index in open.map { $0.labels[index] }.joined(separator: "\u{0}") }
        return splitByValue(inferred, samples, labels, conditions) ?? inTurn(inferred, samples, labels, conditions)
    }

    /// Separates answers by whether the thing that the request names is there: one that was deleted or never made is not.
    private func splitByState(
        _ samples: [Sample],
        _ labels: [String],
        _ conditions: Conditions,
        depth: Int
    ) -> [MockDraft]? {
        guard !store.isEmpty, depth < 6 else { return nil }
        let refused = samples.indices.filter {
            samples[$0].stored == nil && (samples[$0].isGone || samples[$0].status >= 400)
        }
        // Where even what is missing is answered with success, the answer looks different.
        let unknown = samples.indices.filter { samples[$0].stored == nil }
        let looks = zip(labels, samples).map { label, sample in label + sample.response.outline }
        let missing =
            isApart(refused, labels)
            ? refused : isApart(unknown, looks) ? unknown : isMostlyApart(refused, labels) ? refused : nil
        guard let missing else { return nil }
        let isMissing = Set(missing)
        let here = samples.indices.filter { !isMissing.contains($0) }
        let check = Condition.Check(path: store, action: .empty)
        let gone = missing.map { samples[$0] }
        return build(gone, conditions + [(.state, .check(check))], depth: depth + 1, factors: [:])
            + build(here.map { samples[$0] }, conditions, depth: depth + 1, factors: [:])
    }

    /// Separates answers by whether the thing holds what else the path names: an item that its cart does not have.
    private func splitByElement(
        _ samples: [Sample],
        _ labels: [String],
        _ conditions: Conditions,
        depth: Int
    ) -> [MockDraft]? {
        guard !store.isEmpty, depth < 6, Set(labels).count > 1 else { return nil }
        for element in NamedElement.all(samples, group) {
            let missing = samples.indices.filter { samples[$0].stored != nil && !element.isThere(in: samples[$0]) }
            guard isApart(missing, labels) else { continue }
            let isMissing = Set(missing)
            let here = samples.indices.filter { !isMissing.contains($0) }.map { samples[$0] }
            let check = Condition.Check(path: element.expression(store, group), action: .empty)
            return build(
                missing.map { samples[$0] },
                conditions + [(.state, .check(check))],
                depth: depth + 1,
                factors: [:]
            )
                + build(here, conditions, depth: depth + 1, factors: [:])
        }
        return nil
    }

    /// Whether these are some of the answers, and none of the others looks like one of them.
    private func isApart(_ members: [Int], _ labels: [String]) -> Bool {
        guard !members.isEmpty, members.count < labels.count else { return false }
        let others = Set(labels.indices).subtracting(members)
        return Set(members.map { labels[$0] }).isDisjoint(with: others.map { labels[$0] })
    }

    /// Whether only a few of the others look like one of these: things also go in ways that no request tells, by another name.
    private func isMostlyApart(_ members: [Int], _ labels: [String]) -> Bool {
        let (mine, looks) = (Set(members), Set(members.map { labels[$0] }))
        let others = labels.indices.filter { !mine.contains($0) }
        let alike = others.count { looks.contains(labels[$0]) }
        return members.count >= 3 && alike <= members.count && alike < others.count
    }

    /// Separates answers by what decides them: conditions on the request, or the path itself where it is a parameter.
    private func split(
        _ samples: [Sample],
        _ labels: [String],
        _ conditions: Conditions,
        depth: Int,
        isValue: Bool
    ) -> [MockDraft]? {
        let classes = Self.classes(labels)
        guard classes.count > 1, depth < 6 else { return nil }
        if classes.count > Self.variety {
            return group.isParametrised ? byPath(samples, classes, conditions, depth: depth) : nil
        }
        var remaining = Set(samples.indices)
        var result: [MockDraft] = []
        var others = self
        for members in classes.dropLast() {
            let inside = members.map { samples[$0] }
            let outside = remaining.subtracting(members).sorted().map { samples[$0] }
            if let decider = Decider.between(inside, and: outside, isValue: isValue, store: store) {
                result += build(inside, conditions + decider.conditions, depth: depth + 1, factors: [:])
                others.separated += decider.conditions.filter { $0.part == .state }
            } else if group.isParametrised, !group.changes, Self.paths(inside).isDisjoint(with: Self.paths(outside)) {
                result += exactPaths(inside, conditions)
            } else {
                continue
            }
            remaining.subtract(members)
        }
        guard !result.isEmpty else { return nil }
        let rest = remaining.sorted().map { samples[$0] }
        if group.isParametrised, Self.paths(rest).count < 2, Self.paths(samples).count > 1, isValue {
            return result + exactPaths(rest, conditions)
        }
        return result + others.build(rest, conditions + own(rest, of: samples), depth: depth + 1, factors: [:])
    }

    /// The conditions of what is left when everything else has been separated: none, so that requests never recorded
    /// get the most common answer, but for a query that names what is looked for.
    private func own(_ rest: [Sample], of samples: [Sample]) -> Conditions {
        guard Sample.safeMethods.contains(group.method) else { return [] }
        let ids = Set(rest.map(\.exchange.id))
        let others = samples.filter { !ids.contains($0.exchange.id) }
        guard let decider = Decider.between(rest, and: others, isValue: true),
            decider.conditions.allSatisfy({ $0.part == .query && $0.condition.comparesValues })
        else { return [] }
        return decider.conditions
    }

    /// Too many different answers for conditions: what most paths share stays, every other path stands for itself.
    private func byPath(_ samples: [Sample], _ classes: [[Int]], _ conditions: Conditions, depth: Int) -> [MockDraft]? {
        guard let most = classes.last else { return nil }
        let inside = most.map { samples[$0] }
        let members = Set(most)
        let others = samples.indices.filter { !members.contains($0) }.map { samples[$0] }
        if Self.paths(inside).count >= 2, Self.paths(inside).isDisjoint(with: Self.paths(others)) {
            return exactPaths(others, conditions) + build(inside, conditions, depth: depth + 1, factors: [:])
        }
        return exactPaths(samples, conditions)
    }

    /// Nothing of the request decides: the answers come in turn.
    private func unseparated(_ samples: [Sample], _ labels: [String], _ conditions: Conditions) -> [MockDraft] {
        if group.isParametrised {
            let classes = Self.classes(labels)
            let most = (classes.last ?? []).map { samples[$0] }
            let others = classes.dropLast().flatMap { $0 }.map { samples[$0] }
            let shared = Self.paths(others)
            let clean = most.filter { !shared.contains(Self.path($0)) }
            let mixed = samples.filter { shared.contains(Self.path($0)) }
            if Self.paths(clean).count >= 2 {
                return exactPaths(mixed, conditions) + build(clean, conditions, depth: 6, factors: [:])
            }
            // Things of which nothing is known are treated as most were.
            let general = group.changes ? build(most, conditions, depth: 6, factors: [:]) : []
            return exactPaths(samples, conditions) + general
        }
        var results: [String: ReplyInference.Result] = [:]
        var reserved: Set<String> = []
        for members in Self.classes(labels) {
            let part = members.map { samples[$0] }
            let inferred = ReplyInference.infer(
                part,
                in: group,
                store: store,
                factors: [:],
                reserved: reserved,
                facts: facts
            )
            reserved.formUnion(inferred.madeNames)
            results[labels[members[0]]] = inferred
        }
        var counters: [String: Int] = [:]
        var turns: [ReplyTemplate] = []
        for label in labels {
            guard let result = results[label] else { continue }
            let number = counters[label, default: 0]
            counters[label] = number + 1
            var (reply, callbacks) = result.filled(with: number)
            reply.callbacks = callbacks
            turns.append(reply)
        }
        var draft = draft(results.values.sorted { $0.reply.status < $1.reply.status }[0], samples, conditions)
        draft.replies = Self.withoutRepeats(turns)
        draft.callbacks = []
        draft.extractions = results.keys.sorted().flatMap { results[$0]?.extractions ?? [] }
        draft.findings = results.keys.sorted().flatMap { results[$0]?.findings ?? [] }
        draft.findings.append(Self.turnFinding(draft.replies.count))
        return [draft]
    }

    // MARK: Values that vary

    /// One template whose open values are decided by the request.
    private func splitByValue(
        _ inferred: ReplyInference.Result,
        _ samples: [Sample],
        _ labels: [String],
        _ conditions: Conditions
    ) -> [MockDraft]? {
        let classes = Self.classes(labels)
        guard classes.count > 1, classes.count <= Self.variety else { return nil }
        if let exact = splitByContent(inferred, samples, labels, conditions) { return exact }
        var remaining = Set(samples.indices)
        var result: [MockDraft] = []
        for members in classes.dropLast() {
            let outside = remaining.subtracting(members).sorted().map { samples[$0] }
            let inside = members.map { samples[$0] }
            guard let decider = Decider.between(inside, and: outside, isValue: true, store: store) else { continue }
            result.append(draft(inferred, samples, conditions + decider.conditions, members: members))
            remaining.subtract(members)
        }
        guard !result.isEmpty else { return nil }
        let rest = remaining.sorted()
        if Set(rest.map { labels[$0] }).count > 1 {
            result += inTurn(inferred, samples, labels, conditions, members: rest)
        } else {
            let own = own(rest.map { samples[$0] }, of: samples)
            result.append(draft(inferred, samples, conditions + own, members: rest))
        }
        return result
    }

    /// Every request's content is new and each field could be the reason: the recorded requests get their answers, any
    /// other the most common one.
    private func splitByContent(
        _ inferred: ReplyInference.Result,
        _ samples: [Sample],
        _ labels: [String],
        _ conditions: Conditions
    ) -> [MockDraft]? {
        guard samples.count <= Self.variety, !Decider.hasRepeatedReason(samples, labels) else { return nil }
        let classes = Self.classes(labels)
        let own = samples.map(Decider.exact)
        guard own.allSatisfy({ $0.count > 1 }), let rest = classes.last else { return nil }
        let drafts = classes.dropLast().flatMap { $0 }
            .map { draft(inferred, samples, conditions + own[$0], members: [$0]) }
        // Equal conditions would hide one another: then time or chance decides, not the content.
        guard Set(own.map { $0.map(\.condition) }).count == samples.count else { return nil }
        return drafts + [draft(inferred, samples, conditions, members: rest)]
    }

    /// A number that is a multiple of another one, with a factor that the request decides: a price by article.
    private func splitByFactor(
        _ open: [Unexplained],
        _ samples: [Sample],
        _ conditions: Conditions,
        depth: Int
    ) -> [MockDraft]? {
        guard depth == 0, open.count == 1, samples.count >= 3 else { return nil }
        let values = open[0].values.compactMap { $0.number?.double }
        guard values.count == samples.count else { return nil }
        var sources: [Place] = []
        samples[0].request?.visit { path, value in if value.number != nil { sources.append(.body(path)) } }
        for source in sources.prefix(12) {
            let divisors = samples.compactMap { source.value(in: $0)?.number?.double }
            guard divisors.count == values.count, !divisors.contains(0) else { continue }
            let labels = zip(values, divisors).map { String($0 / $1) }
            let count = Set(labels).count
            guard count * 3 <= samples.count * 2, count < Set(values).count, count <= Self.variety else { continue }
            let factors = [open[0].place: source]
            if let parts = splitCompletely(samples, labels, conditions, factors) { return parts }
        }
        return nil
    }

    private func splitCompletely(
        _ samples: [Sample],
        _ labels: [String],
        _ conditions: Conditions,
        _ factors: [String: Place]
    ) -> [MockDraft]? {
        let classes = Self.classes(labels)
        var remaining = Set(samples.indices)
        var parts: [(samples: [Sample], conditions: Conditions)] = []
        for members in classes.dropLast() {
            let inside = members.map { samples[$0] }
            let outside = remaining.subtracting(members).sorted().map { samples[$0] }
            guard let decider = Decider.between(inside, and: outside, isValue: true) else { return nil }
            parts.append((inside, conditions + decider.conditions))
            remaining.subtract(members)
        }
        parts.append((remaining.sorted().map { samples[$0] }, conditions))
        return parts.flatMap { build($0.samples, $0.conditions, depth: 1, factors: factors) }
    }

    /// The same request answered differently in turn becomes a sequence; else the first recorded value stays.
    private func inTurn(
        _ inferred: ReplyInference.Result,
        _ samples: [Sample],
        _ labels: [String],
        _ conditions: Conditions,
        members: [Int]? = nil
    ) -> [MockDraft] {
        let members = members ?? Array(samples.indices)
        var draft = draft(inferred, samples, conditions, members: members)
        draft.unexplained += inferred.unexplained.filter(\.splits).map(\.sentence)
        guard Set(members.map { Self.signature(samples[$0]) }).count == 1 else { return [draft] }
        let turns = Self.withoutRepeats(members.map { inferred.filled(with: $0).0 })
        guard turns.count > 1, turns.count <= Self.variety else { return [draft] }
        draft.replies = turns
        draft.unexplained.removeAll()
        draft.findings.append(Self.turnFinding(turns.count))
        return [draft]
    }

    // MARK: Small things

    /// The members of each class, the largest last; of two as large, the older one last.
    private static func classes(_ labels: [String]) -> [[Int]] {
        var order: [String] = []
        var members: [String: [Int]] = [:]
        for (index, label) in labels.enumerated() {
            if members[label] == nil { order.append(label) }
            members[label, default: []].append(index)
        }
        return order.compactMap { members[$0] }.sorted { ($0.count, $1[0]) < ($1.count, $0[0]) }
    }

    static func path(_ sample: Sample) -> String { RequestTarget(sample.exchange.request.target).path }

    private static func paths(_ samples: [Sample]) -> Set<String> { Set(samples.map(path)) }

    static func signature(_ sample: Sample) -> String {
        "\(sample.exchange.request.target)\u{0}\(String(decoding: sample.exchange.requestBody.bytes, as: UTF8.self))"
    }
}
