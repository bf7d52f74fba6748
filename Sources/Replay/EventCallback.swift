public import Model
internal import Templating

/// A callback that an event fires instead of a mock's answer: `$.req` in its templates is the event.
public struct EventCallback: Sendable {
    private let callback: CompiledCallback

    /// Compiles its templates.
    ///
    /// - Throws: where one of them is none.
    public init(_ config: CallbackConfig) throws(ReplayError) {
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
        do throws(RenderError) {
            return try callback.rendered(
                id: id,
                exchange: ExchangeID(rawValue: 0),
                mock: source,
                index: 0,
                in: &context
            )
        } catch {
            throw ReplayError(mock: source, path: "$.webhooks[0]", reason: error.reason)
        }
    }
}
