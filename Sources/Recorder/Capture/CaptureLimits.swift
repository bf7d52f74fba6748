/// How much a recorder keeps in memory, and how far it may be behind.
public struct CaptureLimits: Sendable, Hashable {
    /// How many exchanges wait for the disk before new ones have to wait themselves.
    public var exchanges: Int
    /// How many bytes of bodies and heads wait for the disk before new exchanges have to wait themselves.
    public var bytes: Int
    /// How many exchanges are committed at once, at most.
    public var batch: Int
    /// How long the first exchange of a batch waits for others. With the commit itself that stays below 200 ms.
    public var delay: Duration

    /// 8,192 exchanges or 64 MiB, batches of 512, 100 ms, unless told otherwise.
    public init(exchanges: Int = 8_192, bytes: Int = 64 << 20, batch: Int = 512, delay: Duration = .milliseconds(100)) {
        (self.exchanges, self.bytes, self.batch, self.delay) = (exchanges, bytes, batch, delay)
    }
}
