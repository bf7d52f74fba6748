internal import Model
internal import Storage

/// `/api/v1/mock-folders`.
struct FolderEndpoints: Sendable {
    let folders: Folders
    let catalogue: MockCatalogue
    let identifiers: Identifiers
    let clock: WallClock

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/mock-folders", .viewer, list)
                .about("Lists folders.", asks: .namespace, gives: Self.list)
                .reaching(.listed),
            Endpoint("POST", "/api/v1/mock-folders", .editor, create)
                .about(
                    "Makes a folder.",
                    note: "A folder cannot lie in itself, nor in another namespace; the same holds for changes.",
                    asks: .namespace,
                    takes: Self.folder,
                    gives: Self.folder
                ),
        ] + ofOne.map { $0.reaching(ofFolder) }
    }

    private var ofFolder: Reach {
        .of("the folder's namespace") { [folders] request in
            (try? folders.folder(request.hole("id"))).map { [$0.namespace] } ?? []
        }
    }

    private var ofOne: [Endpoint] {
        [
            Endpoint("PUT", "/api/v1/mock-folders/{id}", .editor, update)
                .about("Names a folder anew, or sorts it elsewhere.", takes: Self.folder, gives: Self.folder),
            Endpoint("PATCH", "/api/v1/mock-folders/{id}/move", .editor, move)
                .about("Puts a folder into another.", takes: Self.moving, gives: Self.folder),
            Endpoint("DELETE", "/api/v1/mock-folders/{id}", .editor, remove)
                .about("Takes a folder away; what is in it moves up.", gives: .done),
        ]
    }

    private static let folder = Shape(
        "Folder",
        [
            .optional("id", .text), .required("name", .filledText), .optional("namespace", .namespace),
            .optional("parentId", .nullable(.text)), .optional("mockCount", .integer), .optional("sortOrder", .integer),
            .optional("createdAt", .text),
        ]
    )
    private static let list = Shape(
        "FolderList",
        [.required("folders", .list(folder)), .required("items", .list(folder)), .required("total", .integer)]
    )
    private static let moving = Shape("FolderMove", [.optional("parentId", .nullable(.text))])

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        var counts: [String: Int] = [:]
        for entry in catalogue.entries(MockSelection()) {
            if let folder = entry.mock.folderID { counts[folder, default: 0] += 1 }
        }
        let rows = folders.all(namespace: try request.selectedNamespace()).map { json($0, counts[$0.id] ?? 0) }
        return .json(200, ["folders": .array(rows), "items": .array(rows), "total": .int(rows.count)])
    }

    @Sendable private func create(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        let id = try members.text("id") ?? identifiers.next()
        guard (try? folders.folder(id)) == nil else { throw .conflict("the folder \"\(id)\" exists") }
        var folder = StoredFolder(
            id: id,
            namespace: try request.namespace(in: members),
            name: try members.neededText("name"),
            createdAt: clock.now
        )
        folder.parent = try members.text("parentId")
        folder.sortOrder = try members.integer("sortOrder", .min ... .max) ?? 0
        try folders.save(folder)
        return .json(201, json(folder, count(in: folder)))
    }

    @Sendable private func update(_ request: AdminRequest) throws(Refusal) -> Answer {
        var folder = try folders.folder(request.hole("id"))
        let members = try request.members()
        folder.name = try members.text("name") ?? folder.name
        folder.sortOrder = try members.integer("sortOrder", .min ... .max) ?? folder.sortOrder
        if members.object["parentId"] != nil { folder.parent = try members.text("parentId") }
        try folders.save(folder)
        return .json(200, json(folder, count(in: folder)))
    }

    @Sendable private func move(_ request: AdminRequest) throws(Refusal) -> Answer {
        var folder = try folders.folder(request.hole("id"))
        folder.parent = try request.members().text("parentId")
        try folders.save(folder)
        return .json(200, json(folder, count(in: folder)))
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let folder = try folders.folder(request.hole("id"))
        let drafts = catalogue.entries(MockSelection(folder: folder.id))
            .map { entry in
                var draft = MockDraft(mock: entry.mock, expiresAt: entry.expiresAt)
                draft.mock.folderID = folder.parent
                return draft
            }
        _ = try catalogue.save(drafts, keepsUses: true, by: request.caller)
        try folders.remove(folder)
        return .done("folder deleted", ["id": .string(folder.id)])
    }

    private func count(in folder: StoredFolder) -> Int { catalogue.entries(MockSelection(folder: folder.id)).count }

    private func json(_ folder: StoredFolder, _ count: Int) -> JSON {
        [
            "id": .string(folder.id), "name": .string(folder.name), "namespace": .string(folder.namespace),
            "parentId": folder.parent.map { .string($0) } ?? .null, "mockCount": .int(count),
            "sortOrder": .int(folder.sortOrder), "createdAt": .string(folder.createdAt.adminText),
        ]
    }
}
