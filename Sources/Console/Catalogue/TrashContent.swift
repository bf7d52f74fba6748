internal import Model
internal import Storage

/// Mocks and namespaces that were deleted and can come back.
struct TrashContent: Sendable {
    var mocks: [CatalogueEntry]
    var namespaces: [StoredNamespace]

    var isEmpty: Bool { mocks.isEmpty && namespaces.isEmpty }

    /// Those of these groups: the id of a mock, or `namespace:` and the name of a namespace.
    func only(_ groups: [String]) -> TrashContent {
        TrashContent(
            mocks: mocks.filter { groups.contains($0.id.rawValue) },
            namespaces: namespaces.filter { groups.contains(Self.group(of: $0)) }
        )
    }

    private static func group(of namespace: StoredNamespace) -> String { "namespace:\(namespace.name)" }

    /// A row of a list.
    struct Row: Sendable {
        let type: String
        /// In lower case.
        let searchText: String
        let json: JSON
    }

    /// All as rows, namespaces first.
    ///
    /// - Parameter closed: the namespaces that are deleted; a mock of one does not come back alone.
    func rows(namespacesClosed closed: Set<String>) -> [Row] {
        namespaces.map(Self.row) + mocks.map { Self.row($0, canComeBack: !closed.contains($0.namespace)) }
    }

    private static func row(_ namespace: StoredNamespace) -> Row {
        Row(
            type: "namespace",
            searchText: namespace.name.lowercased(),
            json: [
                "id": .string(namespace.name), "name": .string(namespace.name), "namespace": .string(namespace.name),
                "entity_type": "namespace", "closed_at": namespace.closedAt.map { .string($0.adminText) } ?? .null,
                "cascade_group_id": .string(group(of: namespace)), "restore_available": true,
                "mocks": .int(namespace.closedMocks.count),
            ]
        )
    }

    private static func row(_ entry: CatalogueEntry, canComeBack: Bool) -> Row {
        Row(
            type: "mock",
            searchText: entry.searchText,
            json: [
                "id": .string(entry.id.rawValue), "name": .string(entry.mock.name ?? entry.id.rawValue),
                "namespace": .string(entry.namespace), "entity_type": "mock",
                "closed_at": .string((entry.closedAt ?? entry.updatedAt).adminText),
                "cascade_group_id": .string(entry.id.rawValue), "restore_available": .bool(canComeBack),
            ]
        )
    }
}
