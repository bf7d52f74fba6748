internal import Model

/// Infers a reply and its callbacks from exchanges that were answered alike.
enum ReplyInference {
    /// The templates, their open places not yet filled.
    struct Result {
        var reply: ReplyTemplate
        var callbacks: [CallbackConfig] = []
        var extractions: [Extraction] = []
        var findings: [Finding] = []
        var unexplained: [Unexplained] = []
        var spelling = Spelling()
        /// The mock store's names in use.
        var madeNames: Set<String> = []

        /// The templates with the recorded values of one sample in the open places.
        func filled(with sample: Int) -> (ReplyTemplate, [CallbackConfig]) {
            var values: [String: JSON] = [:]
            for open in unexplained {
                let index = open.values.indices.contains(sample) ? sample : 0
                values[open.placeholder] = MockInference.escaped(open.values[index])
            }
            return Rewriting.fill(reply, callbacks, values)
        }
    }

    /// - Parameters:
    ///   - samples: at least one, all answered with the same status and kind of content.
    ///   - group: the route.
    ///   - store: what reads the store in templates; empty without.
    ///   - factors: places of numbers that are multiples of a number of the request.
    ///   - reserved: names of the mock store that are taken.
    ///   - facts: the times of the whole recording.
    static func infer(
        _ samples: [Sample],
        in group: RouteGroup,
        store: String,
        factors: [String: Place],
        reserved: Set<String> = [],
        facts: TimeFacts
    ) -> Result {
        var spelling = Spelling(parameters: group.parameters)
        spelling.store = store
        spelling.related = relatedReaders(samples, spelling)
        var inference = MockInference(
            samples: samples,
            spelling: spelling,
            counterScope: group.collection,
            factors: factors,
            reserved: reserved,
            facts: facts
        )
        var reply = ReplyTemplate()
        reply.status = samples[0].status
        let clock = Setting.Clock(moments: samples.map(\.startedAt), durations: samples.map(\.exchange.timings.total))
        let setting = Setting(mayGenerate: group.changes || group.makesAnswers, splits: true, clocks: [clock])
        inferPayload(samples, &reply, &inference, setting, group)
        let told = samples[0].status == 200 ? group.list : nil
        reply.fields = FieldInference.fields(samples, &inference, setting) { told?.template(ofField: $0, group) }
        let effects = EffectInference.effects(samples, &inference, group)
        var callbacks = CallbackInference.callbacks(samples, &inference)
        var things = effects.map(\.template)
        let extractions = inference.settle(&reply, &callbacks, &things)
        var writes: [Extraction] = []
        for (effect, thing) in zip(effects.map(\.effect), things) {
            writes.append(StoreSpelling.writer(effect, thing, group))
            for list in group.listTargets where list.holds(effect, group) {
                writes.append(list.writer(effect, isGone: thing == .null, group))
            }
        }
        return Result(
            reply: reply,
            callbacks: callbacks,
            extractions: extractions + writes,
            findings: inference.findings,
            unexplained: inference.unexplained,
            spelling: inference.spelling,
            madeNames: Set(inference.spelling.made)
        )
    }

    /// What reads the other things that the samples name: `$.gS['products:${$.req.product_id}']`.
    private static func relatedReaders(_ samples: [Sample], _ spelling: Spelling) -> [Place: String] {
        var result: [Place: String] = [:]
        for sample in samples {
            for (place, thing) in sample.related where result[place] == nil {
                result[place] = StoreSpelling.reader(thing.reader, spelling.expression(place))
            }
        }
        return result
    }

    private static func inferPayload(
        _ samples: [Sample],
        _ reply: inout ReplyTemplate,
        _ inference: inout MockInference,
        _ setting: Setting,
        _ group: RouteGroup
    ) {
        switch samples[0].response {
        case .none: break
        case .json:
            let values = samples.compactMap { if case .json(let json) = $0.response { json } else { JSON?.none } }
            guard let list = group.list, samples[0].status == 200 else {
                reply.payload = inference.template(values, at: "response.payload", name: nil, in: setting)
                return
            }
            let template = inference.template(values.map(list.blanked), at: "response.payload", name: nil, in: setting)
            reply.payload = list.filled(template, group)
            let place = "response.payload\(list.path.spelling)"
            let reader = list.source.reader(group)
            inference.note(
                place,
                "store",
                reader,
                "the things made under this path in \(ClockInference.count(values.count))"
            )
        case .text:
            let values = samples.compactMap {
                if case .text(let text) = $0.response { JSON.string(text) } else { JSON?.none }
            }
            reply.payload = inference.template(values, at: "response.payload", name: nil, in: setting)
        case .binary:
            let values = samples.compactMap { sample -> JSON? in
                if case .binary(let bytes) = sample.response { .string(Base64Text.encoded(bytes)) } else { nil }
            }
            reply.decodesBase64 = true
            reply.payload = inference.literal(values, at: "response.payload", in: setting)
        }
    }

    /// The answer and the callbacks of one exchange as they were, nothing generalised.
    static func recorded(_ sample: Sample) -> (ReplyTemplate, [CallbackConfig]) {
        var reply = ReplyTemplate()
        reply.status = sample.status
        switch sample.response {
        case .none: break
        case .json(let json): reply.payload = MockInference.escaped(json)
        case .text(let text): reply.payload = MockInference.escaped(.string(text))
        case .binary(let bytes):
            reply.decodesBase64 = true
            reply.payload = .string(Base64Text.encoded(bytes))
        }
        for field in sample.responseFields where !NamesOfFields.hop.contains(field.name.lowercased()) {
            reply.fields.append(TemplateField(field.name, Spelling.literal(field.value)))
        }
        return (reply, sample.deliveries.map { CallbackInference.recorded($0, of: sample) })
    }
}
