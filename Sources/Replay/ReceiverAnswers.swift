public import Model
internal import Synchronization
internal import Templating

/// What the receivers of callbacks answer.
extension ReplayEngine {
    /// Puts into stores what the answer of a callback's receiver is to leave there: `response.extract` of the callback. After
    /// a restart the request that the callback was about is gone, and expressions that look at it stay unresolved.
    ///
    /// - Parameter delivery: one that has settled.
    public func keep(_ delivery: Delivery) {
        if let keep = delivery.job.keep { return keep(delivery) }
        guard let mock = mocks.withLock({ $0.table[delivery.job.mock] }),
            mock.callbacks.indices.contains(delivery.job.index)
        else { return }
        let nothing = RequestView(head: RequestHead(method: "POST", target: "/"), content: [])
        var context = context(of: mock, nothing, seed: 0)
        extract(delivery, mock.callbacks[delivery.job.index], mock, runs.state(of: delivery.job.run), &context)
    }

    /// Gives the callbacks that come after one from whose answer something is kept, and an answer that waits for it, the
    /// means to be rendered when that is known.
    func stage(_ answer: inout ReplayAnswer, _ scene: AnswerScene) {
        var waits = false
        for index in answer.jobs.indices {
            let job = answer.jobs[index]
            if waits {
                answer.jobs[index].refresh = { [self] in
                    var context = context(of: scene, stream: UInt64(job.index) &+ 1)
                    return alone(with: scene.rendering.run, scene.rendering.mock, &context) {
                        renderer.renewed(job, scene.rendering, in: &$0)
                    }
                }
            }
            guard job.isExtracted else { continue }
            waits = true
            answer.jobs[index].keep = { [self] delivery in
                var context = context(of: scene, stream: 0)
                let rendering = scene.rendering
                extract(delivery, rendering.callbacks[job.index], rendering.mock, rendering.run, &context)
                scene.mockStore.withLock { $0 = context.mockStore }
            }
        }
        guard answer.waitsForCallback else { return }
        answer.later = { [self, answer] in
            var context = context(of: scene, stream: 0)
            var late = alone(with: scene.rendering.run, scene.rendering.mock, &context) {
                renderer.lateAnswer(scene.rendering, after: answer, in: &$0)
            }
            late.run = scene.rendering.run.id
            late.origin = scene.rendering.mock.origin
            return late
        }
    }

    private func context(of scene: AnswerScene, stream: UInt64) -> RenderContext {
        let request = scene.request
        let view = RequestView(head: request.head, content: request.decodedBody(limit: options.bodyLimit))
        view.pathParameters = scene.parameters
        var context = context(of: scene.rendering.mock, view, seed: scene.rendering.seed &+ stream)
        context.mockStore = scene.mockStore.withLock { $0 }
        context.response = RenderedResponse(scene.answer)
        return context
    }

    private func extract(
        _ delivery: Delivery,
        _ callback: CompiledCallback,
        _ mock: CompiledMock,
        _ run: RunState,
        _ context: inout RenderContext
    ) {
        guard delivery.state == .delivered,
            case .answered(let status, let fields, let body)? = delivery.attempts.last?.result
        else { return }
        context.response = RenderedResponse(status: status, fields: fields, content: body)
        alone(with: run, mock, &context) { context in
            for extraction in callback.extractions { extraction.store(in: &context) }
        }
    }
}
