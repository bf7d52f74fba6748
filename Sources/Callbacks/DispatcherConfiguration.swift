public import Model

/// What holds for every delivery of one dispatcher.
public struct DispatcherConfiguration: Sendable {
    /// How many attempts to one target (scheme, host and port; broker list) may be under way at once.
    public var concurrencyPerTarget = 64
    /// How many attempts may be under way at once over all targets; each holds a socket.
    public var concurrency = 512
    /// How many deliveries may wait in memory. Beyond it, asynchronous jobs are parked in a journal that can, and fail at once
    /// with one that cannot; synchronous ones wait for room. The log says so.
    public var capacity = 500_000
    /// How long a connection may take to come about, TLS included; an attempt's own timeout cuts it shorter.
    public var connectTimeout: Duration = .seconds(10)
    /// How many bytes of an answer's content are kept.
    public var answerBytesKept = 65_536
    /// How many bytes of an answer's content are read; a longer one is cut off there and counts with the status it had.
    public var answerBytesRead = 16 * 1_024 * 1_024
    /// Whether a 3xx answer is followed, up to `redirectLimit` times; otherwise it is the answer.
    public var followsRedirects = false
    /// How many redirects are followed before the attempt fails.
    public var redirectLimit = 10
    /// Where callbacks may go.
    public var targets = TargetPolicy()
    /// The proxy for callbacks over HTTP, `http://host:port` or `socks5h://…`; nil for what the environment's `http_proxy`,
    /// `https_proxy`, `all_proxy` and `no_proxy` say (never for loopback addresses), empty for none.
    public var proxy: String?
    /// A file of PEM certificates that are trusted besides the system's.
    public var caFile: String?
    /// Sent as `User-Agent` where a callback names none.
    public var userAgent: String
    /// Where the secrets of signatures come from. Called on the thread that sends, for each attempt: must not block.
    public var secret: @Sendable (SignatureConfig.SecretName) -> SecretLookup
    /// Reads an environment variable: where the names of proxies come from.
    public var environment: @Sendable (_ name: String) -> String?
    /// From 0 up to 1: where in the range that jitter opens each gap lies.
    public var chance: @Sendable () -> Double = { Double.random(in: 0..<1) }
    /// Called on the dispatcher's thread when a job with `isExtracted` has settled, before those that wait for it start and
    /// before anybody is told.
    public var whenExtractable: @Sendable (Delivery) -> Void = { _ in }

    /// The defaults.
    ///
    /// - Parameters:
    ///   - version: what `User-Agent: understudy/VERSION` says.
    ///   - environment: reads an environment variable, where secrets of both kinds are then looked for.
    public init(version: String, environment: @escaping @Sendable (_ name: String) -> String?) {
        userAgent = "understudy/\(version)"
        secret = { SecretLookup(variable: environment($0.name)) }
        self.environment = environment
    }
}
