internal import Model

/// Holds the callbacks that fired for an answer against the observed webhooks and messages of the recorded exchange.
struct CallbackComparison {
    /// How each delivery fared, in order; and callbacks that fired without having been observed.
    struct Result {
        var values: ValueComparison
        var reproduced = 0
        var reasons: [String] = []
        var links = CheckReport.Figure()
        var untested = 0
    }

    let mock: Mock?
    /// When the recorded response had ended.
    let endedAt: Timestamp

    func compare(_ deliveries: [ObservedDelivery], _ jobs: [CallbackJob], values: ValueComparison) -> Result {
        var result = Result(values: values)
        var left = jobs.sorted { ($0.delay, $0.index) < ($1.delay, $1.index) }
        for delivery in deliveries {
            guard let (index, found) = best(for: delivery, among: left, values: result.values) else {
                result.reasons.append("\(Self.name(delivery)) (\(delivery.kind.summary)) was not sent")
                continue
            }
            left.remove(at: index)
            result.values.mapping = found.mapping
            result.links.held += found.links.held
            result.links.total += found.links.total
            result.untested += found.untested
            if found.differences.isEmpty {
                result.reproduced += 1
            } else {
                result.reasons += found.differences.map { "\(Self.name(delivery)): \($0)" }
            }
        }
        result.reasons += left.map { "a callback \($0.target.words) was sent that was not observed" }
        return result
    }

    private static func name(_ delivery: ObservedDelivery) -> String { "\(delivery.first.noun) \(delivery.first.id)" }

    private func best(
        for delivery: ObservedDelivery,
        among jobs: [CallbackJob],
        values: ValueComparison
    ) -> (index: Int, values: ValueComparison)? {
        var best: (index: Int, values: ValueComparison)?
        for (index, job) in jobs.enumerated() {
            var trial = ValueComparison(
                mapping: values.mapping,
                recordedAt: values.recordedAt,
                replayedAt: values.replayedAt
            )
            (trial.fresh, trial.views, trial.past, trial.isFresh) = (
                values.fresh, values.views, values.past, values.isFresh
            )
            trial.calculated = values.calculated
            run(delivery, job, &trial)
            if best.map({ trial.differences.count < $0.values.differences.count }) ?? true { best = (index, trial) }
            if trial.differences.isEmpty { break }
        }
        return best
    }

    private func run(_ delivery: ObservedDelivery, _ job: CallbackJob, _ values: inout ValueComparison) {
        values.sending = (delivery.first.sentAt, values.replayedAt + job.delay)
        let config = config(of: job)
        switch delivery.first {
        case .webhook(let webhook):
            compareTarget(webhook, job, config, &values)
            compareFields(webhook, job, config, &values)
        case .message(let message):
            MessageComparison(message: message, job: job, config: config).run(&values)
        }
        compareBody(delivery.first, job, config, &values)
        compareDelivery(delivery, job, config, &values)
    }

    /// The definition of a job: those of the mock first, then those of its answers.
    private func config(of job: CallbackJob) -> CallbackConfig? {
        guard let mock else { return nil }
        if mock.callbacks.indices.contains(job.index) { return mock.callbacks[job.index] }
        let own: [CallbackConfig]
        switch mock.reply {
        case .fixed(let template): own = template.callbacks
        case .oneOf(let sequence): own = sequence.replies.first { !$0.callbacks.isEmpty }?.callbacks ?? []
        case .proxy: own = []
        }
        let index = job.index - mock.callbacks.count
        return own.indices.contains(index) ? own[index] : nil
    }

    private func compareTarget(
        _ webhook: Exchange,
        _ job: CallbackJob,
        _ config: CallbackConfig?,
        _ values: inout ValueComparison
    ) {
        guard case .http(let method, let url) = job.target else { return values.note("it went to a broker") }
        if method != webhook.request.method {
            values.note("method is \(method), recorded was \(webhook.request.method)")
        }
        var template: JSON?
        if case .http(_, let text)? = config?.target { template = .string(text) }
        // What a request wished for is the address by which the webhook came, not where it was passed on to.
        let callback = ObservedCallback.webhook(webhook)
        let isWished = template?.string.map { $0.hasPrefix("$.") || $0.hasPrefix("${") } ?? false
        let recorded = (isWished ? callback.addressedURL : nil) ?? callback.place
        values.compare(.string(recorded), .string(url), template: template, at: "url")
    }

    private func compareBody(
        _ observed: ObservedCallback,
        _ job: CallbackJob,
        _ config: CallbackConfig?,
        _ values: inout ValueComparison
    ) {
        let old = observed.content
        let new = Content(body: CapturedBody(bytes: job.body), fields: job.fields)
        switch (old, new) {
        case (.none, .none): break
        case (.json(let old), .json(let new)): values.compare(old, new, template: config?.body, at: "body")
        case (.text(let old), .text(let new))
        where FormTemplate.isForm(observed.fields) && FormTemplate.isForm(job.fields):
            let template = config?.body?.string.map(FormTemplate.members)
            values.compare(Self.form(old), Self.form(new), template: template, at: "body")
        case (.text(let old), .text(let new)):
            values.compare(.string(old), .string(new), template: config?.body, at: "body")
        case (.binary(let old), .binary(let new)):
            if old != new { values.note("body: the bytes differ") }
        default: values.note("body is \(new.name), recorded was \(old.name)")
        }
    }

    private static func form(_ text: String) -> JSON {
        .object(JSONObject(FormTemplate.pairs(text).map { JSONObject.Member($0.name, .string($0.value)) }))
    }

    private func compareFields(
        _ webhook: Exchange,
        _ job: CallbackJob,
        _ config: CallbackConfig?,
        _ values: inout ValueComparison
    ) {
        for field in webhook.request.fields {
            let name = field.name.lowercased()
            if NamesOfFields.volatile.contains(name) || SignatureScheme.isSignature(name) { continue }
            let template = config?.fields.first { $0.name.lowercased() == name }?.value
            let sent = job.fields.first(named: field.name).map { JSON.string($0) }
            values.compare(.string(field.value), sent, template: template, at: "field \(field.name)")
        }
    }

    private func compareDelivery(
        _ delivery: ObservedDelivery,
        _ job: CallbackJob,
        _ config: CallbackConfig?,
        _ values: inout ValueComparison
    ) {
        if case .webhook(let webhook) = delivery.first, let scheme = SignatureScheme.of(webhook.request.fields)?.scheme,
            job.signature?.scheme != scheme
        {
            values.note("it is not signed by \(scheme.rawValue)")
        }
        if job.retries.count < delivery.retries {
            values.note("it is retried \(job.retries.count) times, recorded were \(delivery.retries)")
        }
        let recorded = max(0, (delivery.first.sentAt - endedAt).inMilliseconds)
        let replayed = job.delay.inMilliseconds
        if case .uniform(let lower, let upper)? = config?.delay, recorded >= lower - 5, recorded <= upper + 5 { return }
        if abs(recorded - replayed) > max(500, recorded / 2) {
            values.note("it is due after \(Int(replayed)) ms, recorded was \(Int(recorded)) ms")
        }
    }
}
