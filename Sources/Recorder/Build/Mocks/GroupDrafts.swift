internal import Model

/// What a group builder makes of samples once it is known which belong together.
extension GroupBuilder {
    func draft(
        _ inferred: ReplyInference.Result,
        _ samples: [Sample],
        _ conditions: Conditions,
        members: [Int]? = nil
    ) -> MockDraft {
        let members = members ?? Array(samples.indices)
        let (reply, callbacks) = inferred.filled(with: members.first ?? 0)
        let mine = members.map { samples[$0] }
        var draft = MockDraft(
            group: group,
            conditions: conditions,
            replies: [reply],
            callbacks: callbacks,
            extractions: inferred.extractions,
            findings: inferred.findings,
            unexplained: inferred.unexplained.filter { !$0.splits }.map(\.sentence),
            exchanges: mine.map(\.exchange.id),
            callbacksSeen: mine.flatMap { $0.deliveries.flatMap(\.attempts) }.sorted { $0.id < $1.id },
            spelling: inferred.spelling
        )
        StoreSpelling.remember(store, in: &draft)
        return draft
    }

    func exactPaths(_ samples: [Sample], _ conditions: Conditions) -> [MockDraft] {
        var part = group
        part.samples = samples.map { sample in
            var sample = sample
            (sample.stored, sample.related) = (nil, [:])
            return sample
        }
        return part.exact()
            .flatMap { exact in
                GroupBuilder(group: exact, store: "", isExact: false, facts: facts)
                    .build(exact.samples, conditions, depth: 0, factors: [:])
            }
    }

    /// Without any generalising: each request as it was, answered in turn.
    func exactDrafts() -> [MockDraft] {
        var order: [String] = []
        var bySignature: [String: [Sample]] = [:]
        for sample in group.samples {
            let key = Self.signature(sample)
            if bySignature[key] == nil { order.append(key) }
            bySignature[key, default: []].append(sample)
        }
        let isAlone = order.count == 1
        return order.compactMap { key in
            guard let samples = bySignature[key], let first = samples.first else { return nil }
            let conditions: Conditions = isAlone ? [] : ExactRequest.conditions(first)
            let turns = samples.map { sample -> ReplyTemplate in
                var (reply, callbacks) = ReplyInference.recorded(sample)
                reply.callbacks = callbacks
                return reply
            }
            let inferred = ReplyInference.Result(reply: turns[0])
            var draft = draft(inferred, samples, conditions)
            draft.replies = Self.withoutRepeats(turns)
            return draft
        }
    }

    static func turnFinding(_ count: Int) -> Finding {
        Finding(
            place: "oneOf",
            kind: "sequence",
            template: "\(count) answers",
            why: "the same request was answered differently in turn; the last one stays"
        )
    }

    /// Equal answers one after another at the end count once, since the last one stays.
    static func withoutRepeats(_ turns: [ReplyTemplate]) -> [ReplyTemplate] {
        var turns = turns
        while turns.count > 1, turns[turns.count - 1] == turns[turns.count - 2] { turns.removeLast() }
        return turns
    }
}
