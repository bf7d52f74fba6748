public import Model
public import Storage

/// Who renders payloads from uploaded files.
public protocol TemplateFileServing: Sendable {
    /// Uses these files from now on, and no others.
    func templateFilesChanged(_ files: [TemplateFile])
}

/// What became of a request that was sent out.
public enum OutgoingResult: Sendable {
    /// Somebody answered.
    case answered(status: Int, fields: FieldSection, body: [UInt8], latency: Duration)
    /// Nobody did, and why.
    case failed(String)
}

/// Sends requests out.
public protocol OutgoingHTTP: Sendable {
    /// Sends a request and calls back once, from any thread. Must not block.
    func send(
        method: String,
        url: String,
        fields: FieldSection,
        body: [UInt8],
        timeout: Duration,
        _ done: @escaping @Sendable (OutgoingResult) -> Void
    )
}

/// Why a file of another tool is not read.
public struct ImportRefusal: Error, Sendable, Hashable {
    /// In words for the one who sent it.
    public var reason: String

    /// A refusal.
    public init(reason: String) { self.reason = reason }
}

/// Reads other tools' files.
public protocol Importing: Sendable {
    /// The mocks that a file says, as JSON, and what of it was left out.
    ///
    /// - Parameter format: `har`, `postman`, `insomnia`, `openapi`, `wiremock`, `hoverfly`, `curl` or `mockarty`; `auto` for
    ///   the one that the file looks like.
    func mocks(from bytes: [UInt8], format: String) throws(ImportRefusal) -> (mocks: [JSON], notes: [String])
}

/// Calls webhooks on what happens to mocks or to the server.
public protocol EventWebhookSending: Sendable {
    /// Compiles one and calls nobody.
    func check(_ webhook: JSON) throws(MockFormatError)
    /// Calls one. Must not block.
    ///
    /// - Parameters:
    ///   - namespace: whose webhook it is; nil for one of the server, of which members of no namespace are to hear.
    ///   - webhook: whom and how: `url`, `method`, `headers`, `body` (may hold templates), `timeout`, `retryCount`, `retryDelay`.
    ///   - event: what happened; the request that the body's templates see.
    func send(_ webhook: JSON, of namespace: String?, event: JSON)
}

/// All that the admin API of `serve` drives.
public struct ConsoleServices: Sendable {
    /// Answers from the mocks.
    public var engine: any MockServing
    /// Stores, runs and the clock.
    public var state: any StateServing
    /// The requests that were answered.
    public var journal: any JournalServing
    /// The requests that were not.
    public var misses: any MissServing
    /// Renders payloads from uploaded files.
    public var templates: any TemplateFileServing
    /// Sends `POST /api/v1/proxy/http` and fetches documents.
    public var outgoing: any OutgoingHTTP
    /// Reads other tools' files.
    public var importer: any Importing
    /// Calls event webhooks.
    public var events: any EventWebhookSending
    /// What became of callbacks.
    public var deliveries: any DeliverySource
    /// What callbacks are signed with.
    public var secrets: any SecretServing
    /// Sessions that record, and what can be made of what they recorded.
    public var recorder: RecorderServices
    /// Copies of the database.
    public var backups: any BackupServing
    /// The numbers of `/metrics`.
    public var metrics: any MetricsSource
    /// The parts that `/health` asks.
    public var health: any HealthSource

    /// All of them.
    public init(
        engine: any MockServing,
        state: any StateServing,
        journal: any JournalServing,
        misses: any MissServing,
        templates: any TemplateFileServing,
        outgoing: any OutgoingHTTP,
        importer: any Importing,
        events: any EventWebhookSending,
        deliveries: any DeliverySource,
        secrets: any SecretServing,
        recorder: RecorderServices,
        backups: any BackupServing,
        metrics: any MetricsSource,
        health: any HealthSource
    ) {
        (self.engine, self.state, self.journal, self.misses) = (engine, state, journal, misses)
        (self.templates, self.outgoing, self.importer, self.events) = (templates, outgoing, importer, events)
        (self.deliveries, self.secrets, self.recorder) = (deliveries, secrets, recorder)
        (self.backups, self.metrics, self.health) = (backups, metrics, health)
    }
}
