internal import GRDB
public import Model

/// A mock as the server keeps it.
public struct StoredMock: Sendable, Hashable {
    /// Its name, unique over all namespaces.
    public var id: MockID
    /// Whose mock it is.
    public var namespace: String
    /// The mock's JSON, compact text.
    public var json: String
    /// The id of the folder it is in; nil for none.
    public var folder: String?
    /// When it was made.
    public var createdAt: Timestamp
    /// When it was last changed.
    public var updatedAt: Timestamp
    /// When it stops to answer; nil for never.
    public var expiresAt: Timestamp?
    /// When it was deleted in a way that can be taken back; nil when it was not.
    public var closedAt: Timestamp?
    /// How many requests it has answered, as last noted.
    public var uses: Int
    /// When it last answered, as last noted.
    public var lastUsedAt: Timestamp?
    /// 1 for the first.
    public var version: Int

    /// A mock; one that was just made, unless told otherwise.
    ///
    /// - Parameter updatedAt: nil for `createdAt`.
    public init(
        id: MockID,
        namespace: String,
        json: String,
        folder: String? = nil,
        createdAt: Timestamp,
        updatedAt: Timestamp? = nil,
        expiresAt: Timestamp? = nil,
        closedAt: Timestamp? = nil,
        uses: Int = 0,
        lastUsedAt: Timestamp? = nil,
        version: Int = 1
    ) {
        (self.id, self.namespace, self.json, self.folder) = (id, namespace, json, folder)
        (self.createdAt, self.updatedAt) = (createdAt, updatedAt ?? createdAt)
        (self.expiresAt, self.closedAt) = (expiresAt, closedAt)
        (self.uses, self.lastUsedAt, self.version) = (uses, lastUsedAt, version)
    }

    /// In the order of `values`.
    static let columns = """
        id, namespace, json, folder, created_at, updated_at, expires_at, closed_at, uses, last_used_at, version
        """

    init(_ row: Row) {
        id = MockID(rawValue: row.text(0))
        namespace = row.text(1)
        json = row[2]
        folder = row.optionalText(3)
        createdAt = row.instant(4)
        updatedAt = row.instant(5)
        expiresAt = row.optionalInstant(6)
        closedAt = row.optionalInstant(7)
        uses = row[8]
        lastUsedAt = row.optionalInstant(9)
        version = row[10]
    }

    var values: StatementArguments {
        [
            text(id.rawValue), text(namespace), json, folder.map(text),
            createdAt.nanoseconds, updatedAt.nanoseconds, expiresAt?.nanoseconds, closedAt?.nanoseconds,
            uses, lastUsedAt?.nanoseconds, version,
        ]
    }
}

/// What a mock was at one of its versions.
public struct StoredVersion: Sendable, Hashable {
    /// Whose version it is.
    public var mock: MockID
    /// 1 for the first.
    public var version: Int
    /// The mock's JSON, compact text.
    public var json: String
    /// When the mock became so.
    public var createdAt: Timestamp

    /// A version of a mock.
    public init(mock: MockID, version: Int, json: String, createdAt: Timestamp) {
        (self.mock, self.version, self.json, self.createdAt) = (mock, version, json, createdAt)
    }
}
