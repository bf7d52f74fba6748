public import Model
internal import Templating

/// A callback that an event fires instead of a mock's answer: `$.event` in its templates is the event, and so is `$.req`.
public struct EventCallback: Sendable {
    private let callback: CompiledCallback
    private let redirects: [CallbackRedirect]

    /// Compiles its templates.
    ///
    /// - Parameter redirects: prefixes of URLs and what stands there instead, as `ReplayOptions` has them.
    /// - Throws: where one of its templates is none.
    public init(_ config: CallbackConfig, redirects: [(from: String, to: String)] = []) throws(ReplayError) {
        self.redirects = redirects.map { CallbackRedirect(from: $0.from, to: $0.to) }
        do throws(PlacedError) {
            callback = try CompiledCallback.compile([config], path: "$.webhooks")[0]
        } catch {
            throw ReplayError(mock: MockID(rawValue: "event"), path: error.path, reason: error.reason)
        }
    }

    /// What will be sent.
    ///
    /// - Parameters:
    ///   - event: what happened.
    ///   - source: what the journal of deliveries names as the mock.
    public func job(
        id: DeliveryID,
        about event: JSON,
        source: MockID,
        namespace: String,
        clock: WallClock
    ) throws(ReplayError) -> CallbackJob {
        let head = RequestHead(method: "POST", target: "/", fields: [("Content-Type", "application/json")])
        var context = RenderContext(
            request: RequestView(head: head, content: event.serialized()),
            namespace: namespace,
            clock: clock,
            chance: Chance(seed: SystemRandomNumberGenerator().drawn())
        )
        context.event = event
        do throws(RenderError) {
            var job = try callback.rendered(
                id: id,
                exchange: ExchangeID(rawValue: 0),
                mock: source,
                index: 0,
                in: &context
            )
            redirects.redirect(&job)
            return job
        } catch {
            throw ReplayError(mock: source, path: "$.webhooks[0]", reason: error.reason)
        }
    }
}
