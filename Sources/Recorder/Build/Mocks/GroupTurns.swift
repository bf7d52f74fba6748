internal import Model

extension GroupBuilder {
    /// More looks at one thing than this tell nothing new.
    private static let looks = 12

    /// Answers that depend on how often a thing has been asked for: a job that is running twice and then done. Told only where
    /// every thing goes through the same turns.
    func splitByTurn(
        _ samples: [Sample],
        _ open: [Unexplained],
        _ conditions: Conditions,
        depth: Int
    ) -> [MockDraft]? {
        guard depth < 6, !group.changes, let counter = turnCounter else { return nil }
        var seen: [String: Int] = [:]
        var byTurn: [[Int]] = []
        for index in samples.indices {
            let turn = seen[Self.path(samples[index]), default: 0]
            seen[Self.path(samples[index])] = turn + 1
            if turn == byTurn.count { byTurn.append([]) }
            byTurn[turn].append(index)
        }
        guard byTurn.count > 1, byTurn[1].count > 1 else { return nil }
        let words = byTurn.map { turn in Set(turn.map { index in open.map { $0.labels[index] } }) }
        guard words.allSatisfy({ $0.count == 1 }), let last = words.last else { return nil }
        let steady = (words.lastIndex { $0 != last } ?? -1) + 1
        guard (1...Self.looks).contains(steady) else { return nil }
        var drafts: [MockDraft] = []
        for turn in 0..<steady {
            let check =
                turn == 0
                ? Condition.Check(path: counter.reader, action: .empty)
                : Condition.Check(path: counter.reader, action: .equals, value: .int(turn))
            let mine = byTurn[turn].map { samples[$0] }
            // What is not there at all has not been asked for either.
            let isThere: Conditions =
                turn == 0 && mine.allSatisfy { $0.stored != nil }
                ? [(.state, .check(Condition.Check(path: store, action: .notEmpty)))] : []
            drafts += build(
                mine,
                conditions + [(.state, .check(check))] + isThere + separated.map { ($0.part, .not($0.condition)) },
                depth: 6,
                factors: [:]
            )
        }
        let ends = byTurn[steady...].flatMap { $0 }.sorted().map { samples[$0] }
        drafts +=
            outcome(byTurn[steady].map { samples[$0] }, ends, counter.reader, steady, conditions)
            ?? build(ends, conditions, depth: 6, factors: [:])
        for index in drafts.indices {
            var extraction = Extraction(
                store: .global,
                key: counter.key,
                value: .string("$.increment(\(counter.reader))")
            )
            extraction.isAfterResponse = true
            drafts[index].extractions.append(extraction)
        }
        return drafts
    }

    /// What is made when a thing is first seen at its end, and stays from then on: when a job was done, and what came of it. Nil
    /// where all of it is known anyway, or where later looks show something else.
    private func outcome(
        _ first: [Sample],
        _ all: [Sample],
        _ counter: String,
        _ turn: Int,
        _ conditions: Conditions
    ) -> [MockDraft]? {
        let answers = Dictionary(first.map { (Self.path($0), $0) }) { one, _ in one }
        let ids = Set(first.map(\.exchange.id))
        let later = all.filter { !ids.contains($0.exchange.id) }
        guard first.count > 1, !later.isEmpty, let kept = stored("outcome"),
            later.allSatisfy({ answers[Self.path($0)]?.response == $0.response }),
            ReplyInference.infer(first, in: group, store: store, factors: [:], facts: facts).unexplained
                .contains(where: \.splits)
        else { return nil }
        var making = group
        making.makesAnswers = true
        let isFirst = Condition.Check(path: counter, action: .equals, value: .int(turn))
        var drafts = GroupBuilder(group: making, store: store, isExact: false, facts: facts)
            .build(
                first,
                conditions + [(.state, .check(isFirst))] + separated.map { ($0.part, .not($0.condition)) },
                depth: 6,
                factors: [:]
            )
        for index in drafts.indices {
            var extraction = Extraction(store: .global, key: kept.key, value: "$.resp")
            extraction.isAfterResponse = true
            drafts[index].extractions.append(extraction)
        }
        let again = later.map { sample in
            var sample = sample
            if case .json(let json) = sample.response { sample.stored = json }
            return sample
        }
        return drafts
            + GroupBuilder(group: group, store: kept.reader, isExact: false, facts: facts)
            .build(again, conditions, depth: 6, factors: [:])
    }

    /// Where it is counted how often a thing was asked for; nil without anything that names one.
    private var turnCounter: (key: String, reader: String)? { stored("turn") }

    private func stored(_ what: String) -> (key: String, reader: String)? {
        let names = group.parameters.sorted { $0.key < $1.key }.map(\.value)
        guard !names.isEmpty else { return nil }
        let key = "\(what) \(group.route):" + names.map { "${$.pathParam.\($0)}" }.joined(separator: " ")
        return (key, "$.gS['\(key)']")
    }
}
