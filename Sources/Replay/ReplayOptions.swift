public import Model
public import Templating

/// What a replay is told from outside: time, chance, names and where callbacks may go.
public struct ReplayOptions: Sendable {
    /// Where templates and `ttl` read the time.
    public var clock: WallClock
    /// Makes every generated value repeatable: the same seed and the same requests give the same bytes. Nil draws
    /// anew.
    public var seed: UInt64?
    /// What delays of answers, callbacks and retries are multiplied with; 0 takes them away. Not negative.
    public var timeScale: Double
    /// Prefixes of callback URLs (`http://old.test` or `http://old.test/hooks`) and what stands there instead. The
    /// first one that fits counts.
    public var redirects: [(from: String, to: String)]
    /// What mocks belong to that name no namespace of their own, and what `$.namespace` says for them.
    public var namespace: String
    /// The texts of template files (`payloadTemplatePath`).
    public var templateFiles: TemplateFiles
    /// Called with what a request changed in the stores of a run, in order and before any other request of the run sees
    /// it. Must not block.
    public var storesChanged: (@Sendable (RunID, [Stores.Change]) -> Void)?
    /// Goes into the ids of callbacks, so that with the same seed those of another time are others.
    public var deliverySalt: UInt64 = 0
    /// How many bytes a coded request body (`Content-Encoding`) may grow to when it is decoded for matching.
    public var bodyLimit: Int

    /// Options with the defaults of `understudy replay`.
    public init(
        clock: WallClock = .system,
        seed: UInt64? = nil,
        timeScale: Double = 1,
        redirects: [(from: String, to: String)] = [],
        namespace: String = "default",
        templateFiles: TemplateFiles = TemplateFiles(),
        storesChanged: (@Sendable (RunID, [Stores.Change]) -> Void)? = nil,
        bodyLimit: Int = 64 << 20
    ) {
        (self.clock, self.seed, self.timeScale) = (clock, seed, max(0, timeScale))
        (self.redirects, self.namespace, self.bodyLimit) = (redirects, namespace, bodyLimit)
        (self.templateFiles, self.storesChanged) = (templateFiles, storesChanged)
    }
}
