internal import Model

/// Infers the callbacks of a mock from the observed webhooks and messages of its samples.
enum CallbackInference {
    /// The place of a webhook among those of its exchange.
    private struct Slot: Hashable {
        var kind: CallbackKind
        var number: Int
    }

    /// The callbacks that at least half of the samples had, or those that something of the request decides about, in order
    /// of their delays.
    static func callbacks(_ samples: [Sample], _ inference: inout MockInference) -> [CallbackConfig] {
        let slots = slots(samples, inference)
        let ordered = slots.filter { isPart(of: samples, $0.value) }
            .sorted { left, right in
                let lefts = delay(Array(left.value), samples)
                let rights = delay(Array(right.value), samples)
                return (lefts, left.key.kind.summary, left.key.number) < (
                    rights, right.key.kind.summary, right.key.number
                )
            }
        var result: [CallbackConfig] = []
        for (_, members) in ordered {
            let indices = members.keys.sorted()
            let deliveries = indices.compactMap { members[$0] }
            var part = inference.restricted(to: indices)
            part.beginCallbacks()
            var callback = callback(
                deliveries,
                of: indices.map { samples[$0] },
                out: samples.count,
                result.count,
                &part
            )
            callback.when = when(samples, members)
            result.append(callback)
            inference.adopt(part)
        }
        return result
    }

    /// The webhooks of all samples by their kinds. Kinds that differ in nothing but where they go are one, if it is known from
    /// where the target flows.
    private static func slots(_ samples: [Sample], _ inference: MockInference) -> [Slot: [Int: ObservedDelivery]] {
        var alike: [CallbackKind: Set<CallbackKind>] = [:]
        for delivery in samples.flatMap(\.deliveries) {
            alike[delivery.kind.anywhere, default: []].insert(delivery.kind)
        }
        var result: [Slot: [Int: ObservedDelivery]] = [:]
        for (kind, kinds) in alike {
            let merged = numbered(samples) { $0.anywhere == kind ? kind : nil }
            if kinds.count > 1, merged.allSatisfy({ flows($0.value, inference) }) {
                result.merge(merged) { first, _ in first }
            } else {
                result.merge(numbered(samples) { kinds.contains($0) ? $0 : nil }) { first, _ in first }
            }
        }
        return result
    }

    private static func numbered(
        _ samples: [Sample],
        _ kind: (CallbackKind) -> CallbackKind?
    ) -> [Slot: [Int: ObservedDelivery]] {
        var result: [Slot: [Int: ObservedDelivery]] = [:]
        for (index, sample) in samples.enumerated() {
            var numbers: [CallbackKind: Int] = [:]
            for delivery in sample.deliveries {
                guard let kind = kind(delivery.kind) else { continue }
                let number = numbers[kind, default: 0]
                numbers[kind] = number + 1
                result[Slot(kind: kind, number: number), default: [:]][index] = delivery
            }
        }
        return result
    }

    /// Whether the targets are read from the request, the answer or the store.
    private static func flows(_ members: [Int: ObservedDelivery], _ inference: MockInference) -> Bool {
        let indices = members.keys.sorted()
        var part = inference.restricted(to: indices)
        part.beginCallbacks()
        let callbacks = indices.compactMap { members[$0]?.first }
        let setting = Setting(mayGenerate: false, splits: false, clocks: [])
        return CallbackTargetInference(callbacks: callbacks, place: "", setting: setting).flows(part)
    }

    private static func isPart(of samples: [Sample], _ members: [Int: ObservedDelivery]) -> Bool {
        members.count * 2 >= samples.count || !when(samples, members).isEmpty
    }

    /// What decides whether the callback is sent; empty where it always is or where nothing believable decides.
    private static func when(_ samples: [Sample], _ members: [Int: ObservedDelivery]) -> [Condition] {
        let inside = samples.indices.filter { members[$0] != nil }.map { samples[$0] }
        let outside = samples.indices.filter { members[$0] == nil }.map { samples[$0] }
        guard inside.count >= 3, outside.count >= 3,
            let decider = Decider.between(inside, and: outside, isValue: false), decider.cost <= 40
        else { return [] }
        return decider.conditions.map { part, condition in
            guard case .check(var check) = condition else { return condition }
            switch part {
            case .body: check.path = "$.req" + check.path.dropFirst()
            case .query: check.path = Spelling().expression(.query(check.path))
            case .field: check.path = Spelling().expression(.field(check.path))
            case .state: break
            }
            return .check(check)
        }
    }

    private static func delay(_ members: [(key: Int, value: ObservedDelivery)], _ samples: [Sample]) -> Double {
        median(members.map { ($0.value.first.sentAt - samples[$0.key].endedAt).inMilliseconds })
    }

    private static func callback(
        _ deliveries: [ObservedDelivery],
        of samples: [Sample],
        out total: Int,
        _ number: Int,
        _ inference: inout MockInference
    ) -> CallbackConfig {
        let delays = zip(deliveries, samples).map { ($0.first.sentAt - $1.endedAt).inMilliseconds }
        let place = "webhooks[\(number)]"
        let setting = setting(deliveries, samples)
        let inferred = CallbackTargetInference(callbacks: deliveries.map(\.first), place: place, setting: setting)
        var callback = CallbackConfig(target: inferred.target(&inference))
        inferBody(deliveries, &callback, &inference, at: "\(place).body", setting)
        callback.fields = inferred.fields(&inference)
        callback.signature = signature(deliveries[0].first)
        describe(deliveries, samples, delays, total, &callback)
        return callback
    }

    private static func setting(_ deliveries: [ObservedDelivery], _ samples: [Sample]) -> Setting {
        let arrival = Setting.Clock(
            moments: samples.map(\.startedAt),
            durations: samples.map(\.exchange.timings.total)
        )
        let sending = Setting.Clock(
            moments: deliveries.map(\.first.sentAt),
            durations: deliveries.map { _ in .zero },
            isSending: true
        )
        return Setting(mayGenerate: true, splits: false, clocks: [arrival, sending])
    }

    private static func inferBody(
        _ deliveries: [ObservedDelivery],
        _ callback: inout CallbackConfig,
        _ inference: inout MockInference,
        at place: String,
        _ setting: Setting
    ) {
        let contents = deliveries.map(\.first.content)
        let values = contents.compactMap { content -> JSON? in
            switch content {
            case .json(let json): json
            case .text(let text): .string(text)
            case .none, .binary: nil
            }
        }
        let texts = contents.compactMap { if case .text(let text) = $0 { text } else { String?.none } }
        if texts.count == contents.count, deliveries.allSatisfy({ FormTemplate.isForm($0.first.fields) }),
            let form = FormTemplate.template(texts, at: place, in: setting, &inference)
        {
            callback.body = .string(form)
        } else if values.count == contents.count {
            callback.body = inference.template(values, at: place, name: nil, in: setting)
        } else if case .binary(let bytes) = contents[0] {
            callback.body = .string(Base64Text.encoded(bytes))
            callback.decodesBase64 = true
        }
    }

    /// When it is due, how it is retried, which answers fire it, and what it was made from.
    private static func describe(
        _ deliveries: [ObservedDelivery],
        _ samples: [Sample],
        _ delays: [Double],
        _ total: Int,
        _ callback: inout CallbackConfig
    ) {
        callback.isAsync = delays.contains { $0 > 0 }
        if callback.isAsync { callback.delay = delay(delays.map { max(0, $0) }) }
        callback.retries.count = deliveries.map(\.retries).max() ?? 0
        let gaps = deliveries.flatMap(Self.gaps)
        if !gaps.isEmpty { callback.retries.delay = .nanoseconds(Int64(median(gaps).rounded() * 1_000_000)) }
        if samples.allSatisfy({ (200...299).contains($0.status) }) {
            callback.trigger = .onSuccess
        } else if samples.allSatisfy({ $0.status >= 400 }) {
            callback.trigger = .onError
        }
        callback.recorded = evidence(deliveries, total)
    }

    private static func evidence(_ deliveries: [ObservedDelivery], _ total: Int) -> JSON {
        let statuses = Set(deliveries.flatMap { $0.attempts.compactMap(\.status) }).sorted()
        var object: JSONObject = [
            "\(deliveries[0].first.noun)s": .array(deliveries.map { .int($0.first.id.rawValue) }),
            "samples": .string("\(deliveries.count) of \(total)"),
        ]
        if case .webhook = deliveries[0].first { object["receiverAnswered"] = .array(statuses.map { .int($0) }) }
        let attempts = deliveries.map(\.attempts.count).max() ?? 1
        if attempts > 1 { object["attempts"] = .int(attempts) }
        return .object(object)
    }

    /// Milliseconds from the end of each failed attempt to the next.
    private static func gaps(_ delivery: ObservedDelivery) -> [Double] {
        zip(delivery.attempts, delivery.attempts.dropFirst())
            .compactMap { before, after in
                guard !before.isTaken else { return nil }
                return max(0, (after.sentAt - before.endedAt).inMilliseconds)
            }
    }

    /// One delay when they were alike or few; else evenly between the shortest and the longest.
    private static func delay(_ delays: [Double]) -> Delay? {
        let middle = median(delays).rounded()
        guard let lower = delays.min()?.rounded(), let upper = delays.max()?.rounded() else { return nil }
        if delays.count >= 2, upper - lower > max(delays.count < 5 ? 200 : 50, middle / 4) {
            return .uniform(lower: lower, upper: upper)
        }
        return middle > 0 ? .fixed(middle) : nil
    }

    static func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }

    /// How a webhook is signed; messages on brokers are not.
    private static func signature(_ callback: ObservedCallback) -> SignatureConfig? {
        guard case .webhook(let webhook) = callback else { return nil }
        return SignatureScheme.of(webhook.request.fields)
    }

    /// One observed webhook or message as it was.
    static func recorded(_ delivery: ObservedDelivery, of sample: Sample) -> CallbackConfig {
        var callback = RecordedCallback.callback(delivery.first)
        callback.signature = signature(delivery.first)
        describe([delivery], [sample], [(delivery.first.sentAt - sample.endedAt).inMilliseconds], 1, &callback)
        return callback
    }
}

/// A request target without its origin.
enum RequestTargetText {
    static func origin(_ target: String) -> String {
        if target.hasPrefix("/") { return target }
        return AbsoluteURL(target)?.target ?? "/"
    }
}
