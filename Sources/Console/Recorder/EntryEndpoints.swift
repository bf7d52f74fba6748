internal import Model
internal import Storage

/// `/api/v1/recorder/{id}/entries`: what a session recorded.
struct EntryEndpoints: Sendable {
    let sessions: RecorderSessions
    let entries: EntryStore

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/recorder/{id}/entries", .viewer, list)
                .about(
                    "Lists what was recorded, the oldest first.",
                    asks: .entries + [.order, Self.bodies] + .page,
                    gives: .entryList
                ),
            Endpoint("DELETE", "/api/v1/recorder/{id}/entries", .editor, removeSome)
                .about(
                    "Takes the entries that pass out of the recording.",
                    note: "Ours: those of `entryIds` in the body, or those that filters in the query pass.",
                    asks: .entries,
                    takes: Self.ids,
                    gives: Self.removed
                ),
            Endpoint("GET", "/api/v1/recorder/{id}/entries/{entry}", .viewer, one)
                .about(
                    "One entry with fields and bodies.",
                    note: "Ours: with timings too.",
                    gives: .entry
                ),
            Endpoint("PATCH", "/api/v1/recorder/{id}/entries/{entry}", .editor, annotate)
                .about(
                    "Notes something about an entry.",
                    note: "Any object, merged with what was noted before; `null` takes a member away.",
                    takes: .map(.any),
                    gives: .entry
                ),
            Endpoint("DELETE", "/api/v1/recorder/{id}/entries/{entry}", .editor, remove)
                .about(
                    "Takes an entry out of the recording.",
                    note: "Ours.",
                    gives: .done
                ),
            Endpoint("GET", "/api/v1/recorder/{id}/entries/{entry}/request-body", .viewer) { request throws(Refusal) in
                try body(request, of: \.request)
            }
            .about(
                "The request's content as bytes, decoded.",
                note: "Ours.",
                gives: Self.content
            ),
            Endpoint("GET", "/api/v1/recorder/{id}/entries/{entry}/response-body", .viewer) { request throws(Refusal) in
                try body(request, of: \.response)
            }
            .about(
                "The response's content as bytes, decoded.",
                note: "Ours.",
                gives: Self.content
            ),
        ]
    }

    private static let bodies = Parameter("bodies", .flag, "whether fields and bodies are in the list")
    private static let ids = Shape("RecorderEntryIDs", [.optional("entryIds", .list(.text))])
    private static let removed = Shape(
        "RecorderEntriesRemoved",
        [.required("success", .boolean), .required("message", .text), .required("removed", .integer)]
    )
    /// Of the type that was recorded.
    private static let content = Shape(.bytes("*/*"))

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let session = try sessions.session(request.hole("id"))
        let page = try request.page(usual: 100)
        let query = try EntryQueryReader.query(request)
        let isNewestFirst = try isNewestFirst(request)
        let hasBodies = try request.flag("bodies") ?? false
        guard let recording = session.recording?.id else { return answer([], total: 0, page) }
        let found = try storing(
            try entries.summaries(
                of: recording,
                query,
                isNewestFirst: isNewestFirst,
                offset: page.offset,
                limit: page.limit
            )
        )
        let rows = try rows(found, of: recording, session.id, hasBodies: hasBodies)
        return answer(rows, total: try storing(try entries.count(of: recording, query)), page)
    }

    private func rows(
        _ summaries: [ExchangeSummary],
        of recording: RecordingID,
        _ session: String,
        hasBodies: Bool
    ) throws(Refusal) -> [JSON] {
        let notes = try storing(try entries.annotations(of: summaries.map(\.id)))
        var rows: [JSON] = []
        for summary in summaries {
            var row = EntryJSON.line(summary, session: session, notes[summary.id])
            if hasBodies, let stored = try storing(try entries.entry(summary.id, of: recording)) {
                EntryJSON.addContents(of: stored, to: &row)
            }
            rows.append(.object(row))
        }
        return rows
    }

    private func isNewestFirst(_ request: AdminRequest) throws(Refusal) -> Bool {
        switch request.query["order"] ?? "asc" {
        case "asc", "": return false
        case "desc": return true
        case let other: throw .invalid("order=\(other) is neither asc nor desc")
        }
    }

    private func answer(_ rows: [JSON], total: Int, _ page: Page) -> Answer {
        .json(
            200,
            [
                "entries": .array(rows), "total": .int(total), "limit": .int(page.limit),
                "offset": .int(page.offset),
            ]
        )
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer { try details(try found(request)) }

    @Sendable private func annotate(_ request: AdminRequest) throws(Refusal) -> Answer {
        let found = try found(request)
        let change = try request.members().object
        let old = try storing(try entries.annotations(of: [found.stored.exchange.id]))[found.stored.exchange.id]
        let merged = JSON.object(old ?? JSONObject()).merged(with: .object(change)).object ?? JSONObject()
        try storing(try entries.annotate(found.stored.exchange.id, with: merged))
        return try details(found)
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let found = try found(request)
        var query = EntryQuery()
        query.ids = [found.stored.exchange.id]
        _ = try storing(try entries.remove(query, of: found.recording))
        return .done("entry deleted", ["id": .string(found.stored.exchange.id.description)])
    }

    /// The ids in the body, or the filters of the query; a request that names nothing is refused.
    @Sendable private func removeSome(_ request: AdminRequest) throws(Refusal) -> Answer {
        let recording = try sessions.session(request.hole("id")).recorded.id
        var query = try EntryQueryReader.query(request)
        if let ids = try EntryQueryReader.ids(in: request.membersIfAny()) { query.ids = ids }
        guard query.ids != nil || !request.query.isEmpty else {
            throw .invalid("\"entryIds\" in the body or a filter in the query is needed; kind=all takes all")
        }
        if query.ids != nil, request.query["kind"] == nil { query.kinds = [] }
        let count = try storing(try entries.remove(query, of: recording))
        sessions.sweep()
        return .done("\(count) entries deleted", ["removed": .int(count)])
    }

    private func body(
        _ request: AdminRequest,
        of side: KeyPath<StoredExchange, StoredExchange.BodyNotes>
    ) throws(Refusal) -> Answer {
        let stored = try found(request).stored
        let isRequest = side == \StoredExchange.request
        let fields = isRequest ? stored.exchange.request.fields : stored.exchange.response?.head.fields ?? []
        let type = fields.first("Content-Type") ?? "application/octet-stream"
        // What was recorded must not run as a page of ours.
        return Answer(
            status: 200,
            fields: [
                ("Content-Type", type), ("Content-Disposition", "attachment"),
                ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "sandbox"),
            ],
            body: isRequest ? stored.readableRequest : stored.readableResponse
        )
    }

    // MARK: The entry that a path names

    private struct Found {
        let session: String
        let recording: RecordingID
        let stored: StoredExchange
    }

    private func found(_ request: AdminRequest) throws(Refusal) -> Found {
        let session = try sessions.session(request.hole("id"))
        let recording = try session.recorded.id
        let id = try EntryQueryReader.id(request.hole("entry"))
        guard let stored = try storing(try entries.entry(id, of: recording)) else {
            throw .missing("no entry \(id) in the session \"\(session.id)\"; GET …/entries lists them")
        }
        return Found(session: session.id, recording: recording, stored: stored)
    }

    private func details(_ found: Found) throws(Refusal) -> Answer {
        let id = found.stored.exchange.id
        let note = try storing(try entries.annotations(of: [id]))[id]
        return .json(200, .object(EntryJSON.details(found.stored, session: found.session, note)))
    }
}
