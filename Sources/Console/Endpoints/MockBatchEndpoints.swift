internal import Model
internal import Storage

/// Mocks, several at a time.
struct MockBatchEndpoints: Sendable {
    let catalogue: MockCatalogue
    let folders: Folders
    let state: any StateServing
    let identifiers: Identifiers

    var table: [Endpoint] {
        ofNew + ofSeveral.map { $0.reaching(.ofMocks(in: catalogue, and: folder)) }
            + ofChain.map { $0.reaching(.listed) }
    }

    private var ofNew: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/mocks/batch", .editor, create)
                .about(
                    "Stores several mocks, all or none.",
                    note: "The body is `{\"mocks\": […]}` or a bare list.",
                    asks: .namespace,
                    takes: .list(.mock),
                    gives: .batchResult
                ),
            Endpoint("POST", "/api/v1/mocks/copy-to-namespace", .editor, copy)
                .about("Copies mocks into a namespace, under new ids.", takes: Self.copying, gives: .batchResult)
                .reaching(.ofMocks(in: catalogue, and: Self.target)),
            Endpoint("POST", "/api/v1/namespaces/copy-mocks", .editor, copyNamespace)
                .about("Copies a namespace's mocks into another.", takes: Self.copying, gives: .batchResult)
                .reaching(.of("both namespaces", Self.target)),
        ]
    }

    /// The namespaces that a copy names.
    @Sendable private static func target(_ request: AdminRequest) -> [String] {
        let body = (try? JSON.parse(request.body)) ?? .null
        return [body["sourceNamespace"]?.string, body["targetNamespace"]?.string].compactMap(\.self)
    }

    /// The namespace of the folder that mocks are put into.
    @Sendable private func folder(_ request: AdminRequest) -> [String] {
        guard let id = (try? JSON.parse(request.body))?["folderId"]?.string else { return [] }
        return (try? folders.folder(id)).map { [$0.namespace] } ?? []
    }

    private var ofSeveral: [Endpoint] {
        [
            Endpoint("DELETE", "/api/v1/mocks/batch", .editor, close)
                .about(
                    "Deletes several mocks.",
                    note: "`mockIds` or `ids`; 404 when none is there.",
                    takes: .mockIDs,
                    gives: .batchResult
                ),
            Endpoint("POST", "/api/v1/mocks/batch/restore", .editor, reopen)
                .about(
                    "Takes several deletions back.",
                    note: "`mockIds` or `ids`; 404 when none is there.",
                    takes: .mockIDs,
                    gives: .batchResult
                ),
            Endpoint("PATCH", "/api/v1/mocks/batch/move", .editor, move)
                .about(
                    "Puts mocks into a folder, or out of any.",
                    note: "Without `folderId` they are in none.",
                    takes: Self.moving,
                    gives: .batchResult
                ),
            Endpoint("PATCH", "/api/v1/mocks/batch/tags", .editor, tag)
                .about(
                    "Adds tags to mocks and takes others away.",
                    note: "`tags` are added, as `tagsToAdd`.",
                    takes: Self.tagging,
                    gives: .batchResult
                ),
        ]
    }

    private var ofChain: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/mocks/chains/{chainId}", .viewer, chain)
                .about("The mocks that share a chain id.", asks: .namespace, gives: .list(.mock)),
            Endpoint("DELETE", "/api/v1/mocks/chains/{chainId}", .editor, closeChain)
                .about("Deletes the mocks that share a chain id.", asks: .namespace, gives: .batchResult),
        ]
    }

    private static let moving = Shape("Move", [.required("mockIds", .filledList(.text)), .optional("folderId", .text)])
    private static let tagging = Shape(
        "TagChange",
        [
            .required("mockIds", .filledList(.text)), .optional("tagsToAdd", .list(.text)),
            .optional("tagsToRemove", .list(.text)), .optional("tags", .list(.text)),
        ]
    )
    private static let copying = Shape(
        "Copy",
        [
            .optional("mockIds", .list(.text)), .optional("sourceNamespace", .namespace),
            .required("targetNamespace", .namespace),
        ]
    )

    @Sendable private func create(_ request: AdminRequest) throws(Refusal) -> Answer {
        let json = try request.json()
        guard let list = json.array ?? json["mocks"]?.array else {
            throw .invalid("a list of mocks should stand here, bare or under \"mocks\"")
        }
        let input = MockInput(
            namespace: try request.namespace(),
            now: state.clock.now,
            identifiers: identifiers
        )
        let drafts = try input.drafts(list)
        let saved = try catalogue.save(drafts, by: request.caller)
        var facts = facts(saved.map(\.entry))
        facts["created"] = .int(saved.count { !$0.isReplacement })
        facts["overwritten"] = .int(saved.count { $0.isReplacement })
        let warnings = drafts.flatMap { $0.warnings + request.shadowWarnings(of: $0.mock) }
        if !warnings.isEmpty { facts["warnings"] = .array(warnings.map { .string($0) }) }
        return .done("\(saved.count) mocks stored", facts, status: 201)
    }

    @Sendable private func close(_ request: AdminRequest) throws(Refusal) -> Answer {
        let ids = try request.members().mockIDs()
        return try answer(
            "mocks deleted",
            asked: ids,
            found: try catalogue.close(ids, by: request.caller),
            shows: false
        )
    }

    @Sendable private func reopen(_ request: AdminRequest) throws(Refusal) -> Answer {
        let ids = try request.members().mockIDs()
        return try answer("mocks restored", asked: ids, found: try catalogue.reopen(ids, by: request.caller))
    }

    @Sendable private func move(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        let folder = try members.text("folderId")
        if let folder { _ = try folders.folder(folder) }
        return try change(members, "mocks moved", by: request.caller) { $0.folderID = folder }
    }

    /// `tags` are added, as the clients that send it do with newer servers.
    @Sendable private func tag(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        var added = try members.texts("tagsToAdd") ?? []
        added += try members.texts("tags") ?? []
        let removed = try members.texts("tagsToRemove") ?? []
        guard !(added.isEmpty && removed.isEmpty) else {
            throw .invalid("one of \"tagsToAdd\", \"tagsToRemove\" and \"tags\" is needed, with at least one tag")
        }
        return try change(members, "mocks tagged", by: request.caller) { mock in
            mock.tags.removeAll(where: removed.contains)
            for tag in added where !mock.tags.contains(tag) { mock.tags.append(tag) }
        }
    }

    @Sendable private func copy(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        let target = try checkedNamespace(members.neededText("targetNamespace"))
        let ids = try members.mockIDs()
        return try copy(live(ids), asked: ids, to: target, by: request.caller)
    }

    @Sendable private func copyNamespace(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        let source = try members.neededText("sourceNamespace")
        let target = try checkedNamespace(members.neededText("targetNamespace"))
        let all = catalogue.entries(MockSelection(namespace: source))
        guard let wanted = try members.texts("mockIds") else {
            return try copy(all, asked: all.map(\.id), to: target, by: request.caller)
        }
        let ids = wanted.map { MockID(rawValue: $0) }
        return try copy(all.filter { ids.contains($0.id) }, asked: ids, to: target, by: request.caller)
    }

    private func copy(
        _ entries: [CatalogueEntry],
        asked: [MockID],
        to target: String,
        by caller: Caller
    ) throws(Refusal) -> Answer {
        let drafts = entries.map { entry in
            var draft = MockDraft(mock: entry.mock, expiresAt: entry.expiresAt)
            draft.mock.id = MockID(rawValue: identifiers.next())
            (draft.mock.namespace, draft.mock.folderID) = (target, nil)
            return draft
        }
        let copies = try catalogue.save(drafts, by: caller).map(\.entry)
        var facts = facts(copies)
        facts["notFound"] = names(asked.filter { id in !entries.contains { $0.id == id } })
        return .done("\(copies.count) mocks copied", facts)
    }

    @Sendable private func chain(_ request: AdminRequest) throws(Refusal) -> Answer {
        .json(200, .array(try chained(request).map(catalogue.json)))
    }

    @Sendable private func closeChain(_ request: AdminRequest) throws(Refusal) -> Answer {
        let ids = try chained(request).map(\.id)
        _ = try catalogue.close(ids, by: request.caller)
        return .done("\(ids.count) mocks deleted", ["count": .int(ids.count), "ids": names(ids)])
    }

    private func chained(_ request: AdminRequest) throws(Refusal) -> [CatalogueEntry] {
        catalogue.entries(MockSelection(namespace: try request.selectedNamespace(), chain: request.hole("chainId")))
    }

    /// The mocks among these that are not deleted.
    private func live(_ ids: [MockID]) -> [CatalogueEntry] {
        ids.compactMap { catalogue[$0] }.filter { $0.closedAt == nil }
    }

    private func change(
        _ members: Members,
        _ message: String,
        by caller: Caller,
        _ change: (inout Mock) -> Void
    ) throws(Refusal) -> Answer {
        let ids = try members.mockIDs()
        let drafts = live(ids)
            .map { entry in
                var draft = MockDraft(mock: entry.mock, expiresAt: entry.expiresAt)
                change(&draft.mock)
                return draft
            }
        let changed = try catalogue.save(drafts, keepsUses: true, by: caller)
        return try answer(message, asked: ids, found: changed.map(\.entry))
    }

    private func answer(
        _ message: String,
        asked: [MockID],
        found: [CatalogueEntry],
        shows: Bool = true
    ) throws(Refusal) -> Answer {
        let missing = asked.filter { id in !found.contains { $0.id == id } }
        guard !found.isEmpty else { throw .missing("no mock \(missing.map { "\"\($0)\"" }.joined(separator: ", "))") }
        var facts = facts(found.compactMap { catalogue[$0.id] })
        if !shows { facts["mocks"] = nil }
        facts["notFound"] = names(missing)
        return .done("\(found.count) \(message)", facts)
    }

    private func facts(_ entries: [CatalogueEntry]) -> JSONObject {
        [
            "count": .int(entries.count), "ids": names(entries.map(\.id)), "mocks": .array(entries.map(catalogue.json)),
        ]
    }

    private func names(_ ids: [MockID]) -> JSON { .array(ids.map { .string($0.rawValue) }) }
}

extension Members {
    /// `mockIds`, or `ids` as some clients say; each once.
    func mockIDs() throws(Refusal) -> [MockID] {
        var texts = try texts("mockIds")
        if texts == nil { texts = try self.texts("ids") }
        guard let texts, !texts.isEmpty else { throw .invalid("\"mockIds\" is missing; it needs at least one id") }
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }.map { MockID(rawValue: $0) }
    }
}
