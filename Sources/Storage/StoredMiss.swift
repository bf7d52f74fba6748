internal import GRDB
public import Model

/// Requests of one namespace, method and path that no mock matched.
public struct StoredMiss: Sendable, Hashable {
    /// Given by who saves it.
    public var id: Int64
    /// The namespace that the requests named.
    public var namespace: String
    /// The method as sent.
    public var method: String
    /// The path as sent.
    public var path: String
    /// The host that the newest one asked for; nil when it named none.
    public var host: String?
    /// The newest one's fields.
    public var fields: FieldSection
    /// The newest one's content; the first `bodyLimit` bytes are stored.
    public var body: [UInt8]
    /// How many there were.
    public var hitCount: Int
    /// When the oldest one arrived.
    public var firstSeen: Timestamp
    /// When the newest one arrived.
    public var lastSeen: Timestamp
    /// Whether a person does not want to see it.
    public var isIgnored: Bool
    /// The nearest mocks and their differences, a line each.
    public var nearest: [String]
    /// The newest one's query as sent, without the question mark.
    public var query: String

    /// How many bytes of a content are stored.
    public static let bodyLimit = 65_536

    /// A request that no mock matched; seen once, unless told otherwise.
    ///
    /// - Parameter lastSeen: nil for `firstSeen`.
    public init(
        id: Int64,
        namespace: String,
        method: String,
        path: String,
        host: String? = nil,
        fields: FieldSection = [],
        body: [UInt8] = [],
        hitCount: Int = 1,
        firstSeen: Timestamp,
        lastSeen: Timestamp? = nil,
        isIgnored: Bool = false,
        nearest: [String] = [],
        query: String = ""
    ) {
        (self.id, self.namespace, self.method, self.path) = (id, namespace, method, path)
        (self.host, self.fields, self.body, self.hitCount) = (host, fields, body, hitCount)
        (self.firstSeen, self.lastSeen) = (firstSeen, lastSeen ?? firstSeen)
        (self.isIgnored, self.nearest, self.query) = (isIgnored, nearest, query)
    }

    /// In the order of `values`.
    static let columns = """
        id, namespace, method, path, host, query, fields, body, nearest, hit_count, first_seen_at, last_seen_at, \
        is_ignored
        """

    init(_ row: Row) {
        id = row[0]
        namespace = row.text(1)
        method = row.text(2)
        path = row.text(3)
        host = row.optionalText(4)
        query = row.text(5)
        fields = FieldSection(wireBytes: row.bytes(6))
        body = row.bytes(7)
        nearest = row.lines(8)
        hitCount = row[9]
        firstSeen = row.instant(10)
        lastSeen = row.instant(11)
        isIgnored = row[12]
    }

    var values: StatementArguments {
        [
            id, text(namespace), text(method), text(path), host.map(text), text(query),
            blob(fields.wireBytes), blob(Array(body.prefix(Self.bodyLimit))), lines(nearest),
            hitCount, firstSeen.nanoseconds, lastSeen.nanoseconds, isIgnored,
        ]
    }
}
