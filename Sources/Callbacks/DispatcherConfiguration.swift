public import Model

/// What holds for every delivery of one dispatcher.
public struct DispatcherConfiguration: Sendable {
    /// How many attempts to one target (scheme, host and port; broker list) may be under way at once.
    public var concurrencyPerTarget = 64
    /// How many attempts may be under way at once over all targets; each holds a socket.
    public var concurrency = 512
    /// How many deliveries may wait. A job beyond it fails at once, and the log and the journal say so.
    public var capacity = 500_000
    /// How long a connection may take to come about, TLS included; an attempt's own timeout cuts it shorter.
    public var connectTimeout: Duration = .seconds(10)
    /// How many bytes of an answer's content are kept.
    public var answerBytesKept = 65_536
    /// Whether a 3xx answer is followed, up to ten times; otherwise it is the answer.
    public var followsRedirects = false
    /// A file of PEM certificates that are trusted besides the system's.
    public var caFile: String?
    /// Sent as `User-Agent` where a callback names none.
    public var userAgent: String
    /// Where the secrets of signatures come from; nil for one that is not there.
    public var secret: @Sendable (SignatureConfig.SecretName) -> String?

    /// The defaults.
    ///
    /// - Parameters:
    ///   - version: what `User-Agent: understudy/VERSION` says.
    ///   - environment: reads an environment variable, where secrets of both kinds are then looked for.
    public init(version: String, environment: @escaping @Sendable (_ name: String) -> String?) {
        userAgent = "understudy/\(version)"
        secret = { environment($0.name) }
    }
}
