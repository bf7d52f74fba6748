/// What a session does to traffic of both kinds.
public struct SessionModifications: Sendable, Hashable {
    /// What is done to requests of clients and their answers.
    public var traffic = TrafficModifications()
    /// What is done to webhooks and what their receivers answer.
    public var webhooks = TrafficModifications()

    /// Nothing.
    public init() {}
}
