internal import Model
internal import Templating

/// What is to be rendered: a mock's answer to one exchange.
struct Rendering {
    let mock: CompiledMock
    /// Nil when another host answers.
    let reply: CompiledReply?
    let exchange: ExchangeID
    let seed: UInt64
    let run: RunState
    /// How many segments of the path stand before the mock's route.
    let prefixLength: Int

    /// The callbacks of the mock, then those of the reply.
    var callbacks: [CompiledCallback] { mock.callbacks + (reply?.callbacks ?? []) }
}

extension RenderedResponse {
    /// An answer as the templates of what follows it look at it.
    convenience init(_ answer: Answer) {
        self.init(status: answer.status, fields: answer.fields, content: answer.body)
    }
}

/// Renders answers and, from them, callbacks.
struct ReplyRenderer: Sendable {
    private let timeScale: Double
    private let redirects: [CallbackRedirect]
    private let deliverySalt: UInt64

    init(options: ReplayOptions) {
        timeScale = options.timeScale
        redirects = options.redirects.map { CallbackRedirect(from: $0.from, to: $0.to) }
        deliverySalt = options.deliverySalt &* 0x9E37_79B9_7F4A_7C15
    }

    /// The answer of a mock that has nothing to render, to store and to fire.
    func finishedAnswer(of mock: CompiledMock, _ reply: CompiledReply?) -> ReplayAnswer? {
        guard var answer = reply?.constant, mock.callbacks.isEmpty, mock.extractions.isEmpty,
            reply?.callbacks.isEmpty ?? true
        else { return nil }
        if answer.delay != .zero { answer.delay = scaled(answer.delay) }
        return ReplayAnswer(answer: answer, mock: mock.id, namespace: mock.namespace)
    }

    /// Extracts, renders the response, extracts from it, then renders the callbacks, which may quote it.
    func answer(_ rendering: Rendering, in context: inout RenderContext) -> ReplayAnswer {
        let mock = rendering.mock
        begin(mock, in: &context)
        var result: ReplayAnswer
        do throws(RenderError) {
            result = try mock.answersAfterCallbacks ? trial(rendering, in: context) : response(rendering, in: &context)
        } catch {
            return ReplayAnswer(
                answer: failure(of: mock, error),
                mock: mock.id,
                namespace: mock.namespace,
                unresolved: context.takeUnresolved()
            )
        }
        guard mock.answersAfterCallbacks else {
            complete(&result, rendering, in: &context)
            return result
        }
        context.response = RenderedResponse(result.answer)
        addJobs(rendering, to: &result, in: &context)
        return result.waitsForCallback ? result : lateAnswer(rendering, after: result, in: &context)
    }

    /// The answer as far as it is known before its callbacks have been sent: what they may quote. Leaves nothing behind in
    /// the stores.
    private func trial(_ rendering: Rendering, in context: RenderContext) throws(RenderError) -> ReplayAnswer {
        var context = context
        var result = try response(rendering, in: &context)
        result.unresolved = context.takeUnresolved()
        return result
    }

    /// The answer once the callbacks that it waits for have been answered.
    func lateAnswer(
        _ rendering: Rendering,
        after first: ReplayAnswer,
        in context: inout RenderContext
    ) -> ReplayAnswer {
        do throws(RenderError) {
            var result = try response(rendering, in: &context)
            for extraction in rendering.mock.extractions where extraction.isAfterResponse {
                extraction.store(in: &context)
            }
            result.unresolved = context.takeUnresolved()
            (result.jobs, result.callbackFailures) = (first.jobs, first.callbackFailures)
            return result
        } catch {
            var result = first
            result.answer = failure(of: rendering.mock, error)
            return result
        }
    }

    /// A callback rendered anew, since another's answer may have changed what it says.
    func renewed(_ job: CallbackJob, _ rendering: Rendering, in context: inout RenderContext) -> CallbackJob {
        let callbacks = rendering.callbacks
        guard callbacks.indices.contains(job.index),
            let rendered = try? callbacks[job.index]
                .rendered(
                    id: job.id,
                    exchange: job.exchange,
                    mock: job.mock,
                    index: job.index,
                    in: &context,
                    scaled: { _ in job.delay }
                )
        else { return job }
        var result = job
        (result.target, result.fields, result.body) = (rendered.target, rendered.fields, rendered.body)
        result.unresolved = rendered.unresolved
        redirects.redirect(&result)
        name(rendering.run.id, in: &result)
        return result
    }

    /// What comes before any answer: the mock store, and extractions from the request.
    private func begin(_ mock: CompiledMock, in context: inout RenderContext) {
        for entry in mock.mockStore { context.mockStore[entry.key] = entry.value.value(in: &context) }
        for extraction in mock.extractions where !extraction.isAfterResponse { extraction.store(in: &context) }
    }

    /// What to ask another host that answers for a mock.
    func plan(_ proxy: CompiledProxy, _ rendering: Rendering, in context: inout RenderContext) -> ProxyPlan {
        begin(rendering.mock, in: &context)
        var plan = proxy.plan(in: &context, skipping: rendering.prefixLength)
        plan.delay = scaled(plan.delay)
        return plan
    }

    /// What follows a response that is known: extractions from it, then callbacks that quote it.
    private func complete(_ result: inout ReplayAnswer, _ rendering: Rendering, in context: inout RenderContext) {
        for extraction in rendering.mock.extractions where extraction.isAfterResponse {
            extraction.store(in: &context)
        }
        result.unresolved = context.takeUnresolved()
        addJobs(rendering, to: &result, in: &context)
    }

    /// What follows once another host has answered: `answer` is what it said.
    func followUp(_ answer: Answer, _ rendering: Rendering, in context: inout RenderContext) -> ReplayAnswer {
        context.response = RenderedResponse(answer)
        var result = ReplayAnswer(answer: answer, mock: rendering.mock.id, namespace: rendering.mock.namespace)
        complete(&result, rendering, in: &context)
        return result
    }

    private func response(
        _ rendering: Rendering,
        in context: inout RenderContext
    ) throws(RenderError) -> ReplayAnswer {
        let (id, namespace) = (rendering.mock.id, rendering.mock.namespace)
        guard let reply = rendering.reply else { throw RenderError(reason: "there is no answer") }
        var answer = try reply.rendered(in: &context, Pace(timeScale: timeScale, run: rendering.run))
        answer.delay = scaled(answer.delay)
        context.response = RenderedResponse(answer)
        return ReplayAnswer(answer: answer, mock: id, namespace: namespace)
    }

    private func addJobs(_ rendering: Rendering, to result: inout ReplayAnswer, in context: inout RenderContext) {
        let callbacks = rendering.callbacks
        guard !callbacks.isEmpty else { return }
        let depth = Self.depth(of: context.request.head.fields) + 1
        for (index, callback) in callbacks.enumerated() {
            guard callback.fires(on: result.answer.status, in: &context) else { continue }
            guard depth <= Self.depthLimit else {
                result.callbackFailures.append(
                    UnrenderedCallback(
                        index: index,
                        kind: callback.kind,
                        reason: """
                            not sent, since \(Self.depthLimit) callbacks led to this request, each from the one before; do mocks \
                            call each other in a circle?
                            """
                    )
                )
                continue
            }
            do throws(RenderError) {
                var job = try callback.rendered(
                    id: deliveryID(rendering, index: index),
                    exchange: rendering.exchange,
                    mock: rendering.mock.id,
                    index: index,
                    in: &context,
                    scaled: scaled
                )
                job.retries = job.retries.mapped(scaled)
                (job.run, job.depth) = (rendering.run.id, depth)
                redirects.redirect(&job)
                (job.run, job.namespace) = (rendering.run.id, rendering.mock.namespace)
                name(rendering.run.id, in: &job)
                result.jobs.append(job)
            } catch {
                result.callbackFailures.append(
                    UnrenderedCallback(index: index, kind: callback.kind, reason: error.reason)
                )
                _ = context.takeUnresolved()
            }
        }
    }

    /// How long a chain of callbacks that come back to mocks may become.
    private static let depthLimit = 8

    /// How many callbacks led to a request.
    private static func depth(of fields: FieldSection) -> Int {
        fields.first("X-Understudy-Depth").flatMap { Int($0) }.map { min(max($0, 0), depthLimit) } ?? 0
    }

    /// A callback that comes back to mocks finds the state of the run that it came from.
    private func name(_ run: RunID, in job: inout CallbackJob) {
        guard run != .shared, case .http = job.target, !job.fields.contains("X-Understudy-Run") else { return }
        job.fields.append(RunSelection.fieldName, fieldValue(run.rawValue))
    }

    private func deliveryID(_ rendering: Rendering, index: Int) -> DeliveryID {
        var chance = Chance(
            seed: rendering.seed ^ rendering.run.salt ^ deliverySalt,
            stream: UInt64(index) &+ 0x0DE1_17E5
        )
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("dlv_".utf8)
        for count in [16, 8] {
            let number = chance.next()
            for place in 0..<count { text.append(digits[Int(number >> UInt64(60 - 4 * place) & 15)]) }
        }
        return DeliveryID(rawValue: String(decoding: text, as: UTF8.self))
    }

    private func scaled(_ duration: Duration) -> Duration {
        timeScale == 1 || duration == .zero ? duration : .milliseconds(duration.inMilliseconds * timeScale)
    }

    private func failure(of mock: CompiledMock, _ error: RenderError) -> Answer {
        .json(
            500,
            [
                "error": .string("mock \"\(mock.id)\" could not be rendered: \(error.reason)"),
                "code": "render_failed",
                "mock": .string(mock.id.rawValue),
            ]
        )
    }
}
