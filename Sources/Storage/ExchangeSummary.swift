internal import GRDB
public import Model

/// One line about an exchange, as lists show it.
public struct ExchangeSummary: Sendable, Hashable {
    /// Its name.
    public let id: ExchangeID
    /// What it was to the system under record.
    public let kind: Exchange.Kind
    /// Which listener it came through.
    public let listener: String
    /// Who was asked.
    public let origin: Origin
    /// The method as sent.
    public let method: String
    /// The request target as sent.
    public let target: String
    /// The response's status; nil when none arrived.
    public let status: Int?
    /// Why it broke, if it did.
    public let failure: ExchangeFailure?
    /// When the first byte of the request arrived.
    public let startedAt: Timestamp
    /// From the request's first byte until the outcome.
    public let total: Duration
    /// How long the request's content was.
    public let requestLength: Int
    /// How long the response's content was; nil when none arrived.
    public let responseLength: Int?

    static let columns = """
        id, kind, listener, scheme, host, port, method, target, status, failure_source, failure_phase, failure_reason, \
        started_at, total_ns, request_length, response_length
        """

    init(_ row: Row) {
        id = ExchangeID(rawValue: row[0])
        kind = Exchange.Kind(rawValue: row[1]) ?? .exchange
        listener = row[2]
        origin = ExchangeReader.origin(scheme: row[3], host: row[4], port: row[5])
        method = row[6]
        target = row[7]
        status = row[8]
        failure = ExchangeReader.failure(source: row[9], phase: row[10], reason: row[11])
        startedAt = Timestamp(nanoseconds: row[12])
        total = .nanoseconds(row[13] as Int64)
        requestLength = row[14]
        responseLength = row[15]
    }
}
