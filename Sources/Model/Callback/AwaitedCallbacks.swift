/// Whose callbacks somebody waits for.
public enum AwaitedCallbacks: Sendable, Hashable {
    /// All of them.
    case all
    /// Those of one answered request.
    case exchange(ExchangeID)
    /// Those of one run.
    case run(RunID)
}
