internal import Model
internal import Storage

/// A mock with what the server knows about it. Cheap to copy, since lists go through all of them.
struct CatalogueEntry: Sendable {
    /// What a version of the mock says; copies share it.
    private final class Content: Sendable {
        let mock: Mock
        let searchText: String

        init(_ mock: Mock) {
            self.mock = mock
            let words = [mock.id.rawValue, mock.name ?? "", mock.http.method ?? "", mock.fullRoute, mock.chainID ?? ""]
            searchText = (words + mock.tags).joined(separator: "\n").lowercased()
        }
    }

    private let content: Content
    let createdAt: Timestamp
    let updatedAt: Timestamp
    /// When it stops to answer; nil for never.
    let expiresAt: Timestamp?
    /// When it was deleted in a way that can be taken back.
    var closedAt: Timestamp?
    /// How often it had answered when that was noted last; the engine knows better while it serves the mock.
    var uses: Int
    var lastUsedAt: Timestamp?
    /// 1 for the first.
    let version: Int

    init(
        _ mock: Mock,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        expiresAt: Timestamp?,
        closedAt: Timestamp? = nil,
        uses: Int = 0,
        lastUsedAt: Timestamp? = nil,
        version: Int
    ) {
        (content, self.createdAt, self.updatedAt) = (Content(mock), createdAt, updatedAt)
        (self.expiresAt, self.closedAt, self.uses) = (expiresAt, closedAt, uses)
        (self.lastUsedAt, self.version) = (lastUsedAt, version)
    }

    /// Its namespace is always set.
    var mock: Mock { content.mock }
    /// What a search looks in, in lower case.
    var searchText: String { content.searchText }
    var id: MockID { mock.id }
    var namespace: String { mock.namespace ?? "" }

    /// The mock as the database keeps it.
    var stored: StoredMock {
        StoredMock(
            id: id,
            namespace: namespace,
            json: String(decoding: mock.json.serialized(), as: UTF8.self),
            folder: mock.folderID,
            createdAt: createdAt,
            updatedAt: updatedAt,
            expiresAt: expiresAt,
            closedAt: closedAt,
            uses: uses,
            lastUsedAt: lastUsedAt,
            version: version
        )
    }

    /// Reads what the database keeps.
    init(_ stored: StoredMock) throws(MockFormatError) {
        var mock = try Mock(storedText: stored.json)
        mock.namespace = stored.namespace
        mock.folderID = stored.folder
        self.init(
            mock,
            createdAt: stored.createdAt,
            updatedAt: stored.updatedAt,
            expiresAt: stored.expiresAt,
            closedAt: stored.closedAt,
            uses: stored.uses,
            lastUsedAt: stored.lastUsedAt,
            version: stored.version
        )
    }
}

extension Mock {
    /// The route with what stands before it.
    var fullRoute: String { (pathPrefix ?? "") + http.route }

    /// Reads one mock from the text that the database keeps.
    init(storedText: String) throws(MockFormatError) {
        let file = try MockFile(parsing: Array(storedText.utf8), unknownKeys: .ignore)
        guard let mock = file.mocks.first, file.mocks.count == 1 else {
            throw MockFormatError(path: "$", reason: "one mock should stand here, not \(file.mocks.count)")
        }
        self = mock
    }
}
