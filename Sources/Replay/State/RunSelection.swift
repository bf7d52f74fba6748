public import Model

/// Which run a request belongs to: what the listener says, else the field `X-Understudy-Run`, else the user name of
/// the proxy's credentials, else the state that all share.
public struct RunSelection: Sendable, Hashable {
    /// The field that names a run.
    public static let fieldName = "X-Understudy-Run"

    /// The run of a request.
    ///
    /// - Parameter listener: the run that the listener stands for; nil when it stands for none.
    public static func run(of request: IncomingRequest, listener: RunID? = nil) -> RunID {
        if let listener { return listener }
        if let name = request.head.fields.first("X-Understudy-Run"), !name.isEmpty { return RunID(rawValue: name) }
        return request.proxyUser.map { RunID(rawValue: $0) } ?? .shared
    }
}
