public import Model

/// Finds out which exchange caused which observed webhook.
public struct Attributor: Sendable {
    /// An attributor.
    public init() {}

    /// One attribution for each observed webhook, retries included, in order of their ids; `cause` is nil where nothing
    /// explains it.
    ///
    /// - Parameters:
    ///   - exchanges: all exchanges and observed webhooks, in any order.
    ///   - pins: attributions that a person decided; they stay as they are.
    public func attribute(_ exchanges: [Exchange], pins: [Attribution] = []) -> [Attribution] { [] }
}
