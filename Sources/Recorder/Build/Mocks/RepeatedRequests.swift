internal import Model

/// Requests that are sent again under a key of their own, and get the answer that the first one got: `Idempotency-Key`.
struct RepeatedRequests {
    /// The field that holds the key.
    let field: String
    /// The first request under each key, and all without one.
    private(set) var first: [Sample] = []
    /// The others; what the first one was answered is what they find stored.
    private(set) var again: [Sample] = []

    /// The requests under the field whose values stand for answers; nil where there is no such field.
    init?(_ samples: [Sample]) {
        var names: [String] = []
        for field in samples.flatMap({ Array($0.exchange.request.fields) }) {
            let name = field.name.lowercased()
            if !NamesOfFields.ordinary.contains(name), !names.contains(name) { names.append(name) }
            if names.count > 64 { break }
        }
        for name in names {
            self.init(field: name, samples)
            if !again.isEmpty { return }
        }
        return nil
    }

    /// Sorts the requests by the values of a field; leaves `again` empty where one value has different answers.
    private init(field: String, _ samples: [Sample]) {
        self.field = field
        var known: [String: Sample] = [:]
        for sample in samples {
            guard let key = sample.exchange.request.fields.first(named: field), Rarity.bits(key) >= 20,
                case .json(let json) = sample.response
            else {
                first.append(sample)
                continue
            }
            guard let earlier = known[key] else {
                known[key] = sample
                first.append(sample)
                continue
            }
            guard earlier.response == sample.response, earlier.status == sample.status,
                earlier.exchange.requestBody.bytes == sample.exchange.requestBody.bytes
            else {
                again = []
                return
            }
            var sample = sample
            (sample.stored, sample.effects) = (json, [])
            again.append(sample)
        }
    }
}

extension GroupBuilder {
    /// One mock for requests that come again, beside those for the first ones; nil where none does.
    func draftsWithRepeats() -> [MockDraft]? {
        guard group.changes, let repeats = RepeatedRequests(group.samples) else { return nil }
        let key = "again \(group.method) \(group.route):${\(Spelling().expression(.field(repeats.field)))}"
        let reader = "$.gS['\(key)']"
        var drafts = build(repeats.first, group.conditions, depth: 0, factors: [:])
        for index in drafts.indices {
            var extraction = Extraction(store: .global, key: key, value: "$.resp")
            extraction.isAfterResponse = true
            drafts[index].extractions.append(extraction)
        }
        let isThere: Conditions = [
            (.field, .check(Condition.Check(path: repeats.field, action: .any))),
            (.state, .check(Condition.Check(path: reader, action: .notEmpty))),
        ]
        let answered = GroupBuilder(group: group, store: reader, isExact: false, facts: facts)
        return answered.build(repeats.again, group.conditions + isThere, depth: 6, factors: [:]) + drafts
    }
}
