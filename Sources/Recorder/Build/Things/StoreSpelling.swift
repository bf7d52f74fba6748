internal import Model

/// How stores are read and written in the templates of built mocks.
enum StoreSpelling {
    /// The expression that reads the thing that a request names: `$.gS['orders:${$.pathParam.id}']`.
    static func reader(_ use: ThingStore.Use, _ group: RouteGroup) -> String {
        reader(use.name, use.owner, use.key, group)
    }

    /// The expression that reads the thing on which an exchange has an effect.
    static func reader(_ effect: Effect, _ group: RouteGroup) -> String {
        reader(effect.name, effect.owner, effect.key, group)
    }

    private static func reader(_ name: String, _ owner: String, _ key: Place, _ group: RouteGroup) -> String {
        var spelling = Spelling(parameters: group.parameters)
        spelling.store = group.store
        return reader("\(name):\(owner)", spelling.expression(key))
    }

    /// `$.gS['orders:${$.pathParam.id}']`; a key that is read from the store itself stands in other quotes.
    static func reader(_ prefix: String, _ key: String) -> String {
        let quote = key.contains("'") ? "\"" : "'"
        return "$.gS[\(quote)\(prefix)${\(key)}\(quote)]"
    }

    /// What writes a thing, or takes it away, once the answer is made.
    static func writer(_ effect: Effect, _ value: JSON, _ group: RouteGroup) -> Extraction {
        let key: String
        if case .segment(let segment) = effect.key, group.pattern.indices.contains(segment),
            let literal = group.pattern[segment]
        {
            key = PercentEncoding.decoded(literal)
        } else {
            var spelling = Spelling(parameters: group.parameters)
            spelling.store = group.store
            key = "${\(spelling.expression(effect.key))}"
        }
        var extraction = Extraction(store: .global, key: "\(effect.name):\(effect.owner)\(key)", value: value)
        extraction.isAfterResponse = true
        return extraction
    }

    /// Leaves out what nobody reads.
    static func keepOnlyWhatIsRead(_ drafts: inout [MockDraft]) {
        let texts = drafts.map(\.readingTexts).joined(separator: "\n")
        for index in drafts.indices {
            drafts[index].extractions
                .removeAll { extraction in
                    guard extraction.store == .global, let colon = extraction.key.firstIndex(of: ":") else {
                        return false
                    }
                    let name = extraction.key[..<colon]
                    return !texts.contains("$.gS['\(name):") && !texts.contains("$.gS[\"\(name):")
                }
        }
    }

    /// Callbacks are rendered when the answer has changed the store: what they say about the thing as it was before is
    /// remembered first.
    static func remember(_ store: String, in draft: inout MockDraft) {
        guard !store.isEmpty, draft.extractions.contains(where: { $0.store == .global && $0.isAfterResponse }) else {
            return
        }
        var isRead = false
        func changed(_ text: String) -> String {
            guard text.contains(store) else { return text }
            isRead = true
            return text.replacing(store, with: "$.mS.before")
        }
        let callbacks = Rewriting.rewrite(ReplyTemplate(), draft.callbacks, changed).1
        guard isRead else { return }
        draft.callbacks = callbacks
        draft.extractions.insert(Extraction(store: .mock, key: "before", value: .string(store)), at: 0)
    }
}

extension MockDraft {
    /// All texts that may read a store.
    fileprivate var readingTexts: String {
        var texts: [String] = []
        for reply in replies {
            _ = Rewriting.rewrite(reply, callbacks + reply.callbacks) { text in
                texts.append(text)
                return text
            }
        }
        for extraction in extractions { texts.append(extraction.value.textValue) }
        for (part, condition) in conditions where part == .state {
            if case .check(let check) = condition { texts.append(check.path) }
        }
        return texts.joined(separator: "\n")
    }
}
