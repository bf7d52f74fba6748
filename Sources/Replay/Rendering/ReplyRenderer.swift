internal import Model
internal import Templating

/// What is to be rendered: a mock's answer to one exchange.
struct Rendering {
    let mock: CompiledMock
    /// Nil when another host answers.
    let reply: CompiledReply?
    let exchange: ExchangeID
    let seed: UInt64
}

/// Renders answers and, from them, callbacks.
struct ReplyRenderer: Sendable {
    private let timeScale: Double
    private let redirects: [CallbackRedirect]

    init(options: ReplayOptions) {
        timeScale = options.timeScale
        redirects = options.redirects.map { CallbackRedirect(from: $0.from, to: $0.to) }
    }

    /// The answer of a mock that has nothing to render, to store and to fire.
    func finishedAnswer(of mock: CompiledMock, _ reply: CompiledReply?) -> ReplayAnswer? {
        guard var answer = reply?.constant, mock.callbacks.isEmpty, mock.extractions.isEmpty,
            reply?.callbacks.isEmpty ?? true
        else { return nil }
        if answer.delay != .zero { answer.delay = scaled(answer.delay) }
        return ReplayAnswer(answer: answer, mock: mock.id)
    }

    /// Extracts, renders the response, extracts from it, then renders the callbacks, which may quote it.
    func answer(_ rendering: Rendering, in context: inout RenderContext) -> ReplayAnswer {
        let mock = rendering.mock
        for entry in mock.mockStore { context.mockStore[entry.key] = entry.value.value(in: &context) }
        for extraction in mock.extractions where !extraction.isAfterResponse { extraction.store(in: &context) }
        var result: ReplayAnswer
        do throws(RenderError) {
            result = try response(rendering, in: &context)
        } catch {
            return ReplayAnswer(answer: failure(of: mock, error), mock: mock.id, unresolved: context.takeUnresolved())
        }
        for extraction in mock.extractions where extraction.isAfterResponse { extraction.store(in: &context) }
        result.unresolved = context.takeUnresolved()
        addJobs(rendering, to: &result, in: &context)
        return result
    }

    private func response(
        _ rendering: Rendering,
        in context: inout RenderContext
    ) throws(RenderError) -> ReplayAnswer {
        let id = rendering.mock.id
        guard let reply = rendering.reply else {
            guard case .proxy(let proxy) = rendering.mock.reply else {
                throw RenderError(reason: "there is no answer")
            }
            return ReplayAnswer(answer: Answer(status: 502), mock: id, proxyTarget: proxy.target)
        }
        var answer = try reply.rendered(in: &context)
        answer.delay = scaled(answer.delay)
        context.response = RenderedResponse(status: answer.status, fields: answer.fields, content: answer.body)
        return ReplayAnswer(answer: answer, mock: id)
    }

    /// The callbacks of the mock, then those of the reply. The status of another host is not known here, so that only
    /// those fire that always do.
    private func addJobs(_ rendering: Rendering, to result: inout ReplayAnswer, in context: inout RenderContext) {
        let callbacks = rendering.mock.callbacks + (rendering.reply?.callbacks ?? [])
        for (index, callback) in callbacks.enumerated() {
            let trigger = callback.config.trigger
            guard result.proxyTarget == nil ? trigger.fires(on: result.answer.status) : trigger == .always else {
                continue
            }
            do throws(RenderError) {
                var job = try callback.rendered(
                    id: deliveryID(seed: rendering.seed, index: index),
                    exchange: rendering.exchange,
                    mock: rendering.mock.id,
                    index: index,
                    in: &context
                )
                (job.delay, job.retryDelay) = (scaled(job.delay), scaled(job.retryDelay))
                redirect(&job)
                result.jobs.append(job)
            } catch {
                result.callbackFailures.append(
                    "callback \(index + 1) of mock \"\(rendering.mock.id)\": \(error.reason)"
                )
                _ = context.takeUnresolved()
            }
        }
    }

    private func redirect(_ job: inout CallbackJob) {
        guard case .http(let method, let url) = job.target else { return }
        for redirect in redirects {
            guard let other = redirect.applied(to: url) else { continue }
            job.target = .http(method: method, url: other)
            return
        }
    }

    private func deliveryID(seed: UInt64, index: Int) -> DeliveryID {
        var chance = Chance(seed: seed, stream: UInt64(index) &+ 0x0DE1_17E5)
        let digits = (0..<2)
            .map { _ in
                let text = String(chance.next(), radix: 16)
                return String(repeating: "0", count: 16 - text.count) + text
            }
        return DeliveryID(rawValue: "dlv_" + digits.joined().prefix(24))
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
