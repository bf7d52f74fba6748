internal import Model
internal import Storage

/// Webhooks that a session observed, and which exchange caused them and the messages: inferred, or decided by a person.
struct WebhookEndpoints: Sendable {
    let sessions: RecorderSessions
    let builds: SessionBuilds
    let entries: EntryStore
    let messages: MessageStore

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/recorder/{id}/webhooks", .viewer, on: sessions.work, list)
                .about(
                    "The webhooks that were observed, with their causes.",
                    note: "Ours: with bodies and `attribution`; filters as for entries.",
                    asks: .entryFilters + .page,
                    gives: Self.list
                ),
            Endpoint("GET", "/api/v1/recorder/{id}/attributions", .viewer, on: sessions.work, attributions)
                .about(
                    "Which exchange caused which webhook, and why.",
                    note: "Ours: inferred when nothing is known yet.",
                    gives: Self.attributionList
                ),
            Endpoint("POST", "/api/v1/recorder/{id}/attributions", .editor, on: sessions.work, infer)
                .about(
                    "Infers the causes anew; what a person decided stays.",
                    note: "Ours.",
                    gives: Self.attributionList
                ),
            Endpoint("PUT", "/api/v1/recorder/{id}/webhooks/{entry}/attribution", .editor, on: sessions.work, pin)
                .about(
                    "Decides what caused a webhook.",
                    note: "Ours: `{\"cause\": id | null}`; `{entry}` is the id of a webhook or of a message.",
                    takes: Self.decision,
                    gives: Self.attribution
                ),
            Endpoint("DELETE", "/api/v1/recorder/{id}/webhooks/{entry}/attribution", .editor, on: sessions.work, unpin)
                .about(
                    "Takes a decision back; the cause is inferred again.",
                    note: "Ours.",
                    gives: Self.attribution
                ),
        ]
    }

    private static let attribution = Shape(
        "RecorderAttribution",
        [
            .required("webhook", .text), .required("cause", .nullable(.text)), .required("confidence", .number),
            .required("evidence", .list(.text)), .required("pinned", .boolean),
        ]
    )
    private static let attributionList = Shape(
        "RecorderAttributionList",
        [.required("attributions", .list(attribution)), .required("total", .integer)]
    )
    private static let list = Shape(
        "RecorderWebhookList",
        [
            .required("webhooks", .list(.map(.any))), .required("total", .integer), .required("limit", .integer),
            .required("offset", .integer),
        ]
    )
    private static let decision = Shape("RecorderDecision", [.required("cause", .nullable(.text))])

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let session = try sessions.session(request.hole("id"))
        let page = try request.page(usual: 100)
        var query = try EntryQueryReader.query(request)
        query.kinds = [.webhook]
        var (rows, total) = ([JSON](), 0)
        if let recording = session.recording?.id {
            let found = try storing(
                try entries.summaries(of: recording, query, offset: page.offset, limit: page.limit)
            )
            rows = try self.rows(found, of: recording, session)
            total = try storing(try entries.count(of: recording, query))
        }
        return .json(
            200,
            [
                "webhooks": .array(rows), "total": .int(total), "limit": .int(page.limit),
                "offset": .int(page.offset),
            ]
        )
    }

    private func rows(
        _ summaries: [ExchangeSummary],
        of recording: RecordingID,
        _ session: RecorderSessions.Session
    ) throws(Refusal) -> [JSON] {
        let causes = Dictionary(try builds.known(session).map { ($0.webhook, $0) }) { $1 }
        var rows: [JSON] = []
        for summary in summaries {
            guard let stored = try storing(try entries.entry(summary.id, of: recording)) else { continue }
            var row = EntryJSON.line(summary, session: session.id, nil)
            EntryJSON.addContents(of: stored, to: &row)
            row["attribution"] = causes[summary.id].map(Self.json) ?? .null
            rows.append(.object(row))
        }
        return rows
    }

    @Sendable private func attributions(_ request: AdminRequest) throws(Refusal) -> Answer {
        answer(try builds.known(try sessions.session(request.hole("id"))))
    }

    @Sendable private func infer(_ request: AdminRequest) throws(Refusal) -> Answer {
        answer(try builds.built(try sessions.session(request.hole("id"))).attributions)
    }

    @Sendable private func pin(_ request: AdminRequest) throws(Refusal) -> Answer {
        let (session, webhook) = try webhook(request)
        let members = try request.members()
        guard let sent = members.object["cause"] else {
            throw .invalid("\"cause\" is missing: the id of the exchange that caused the webhook, or null for none")
        }
        let cause = sent == .null ? nil : try exchange(sent, of: session)
        try builds.pin(webhook, to: cause, session)
        return try answer(about: webhook, session)
    }

    @Sendable private func unpin(_ request: AdminRequest) throws(Refusal) -> Answer {
        let (session, webhook) = try webhook(request)
        try storing(try builds.attributions.unpin(webhook))
        return try answer(about: webhook, session)
    }

    // MARK: What a request names

    private func webhook(_ request: AdminRequest) throws(Refusal) -> (RecorderSessions.Session, ExchangeID) {
        let session = try sessions.session(request.hole("id"))
        let id = try EntryQueryReader.id(request.hole("entry"))
        let recording = try session.recorded.id
        let webhook = try storing(try entries.entry(id, of: recording))
        let message = try storing(try messages.message(id, of: recording))
        guard webhook?.exchange.kind == .webhook || message != nil else {
            throw .missing(
                "no webhook or message \(id) in the session \"\(session.id)\"; GET …/webhooks and …/messages list them"
            )
        }
        return (session, id)
    }

    private func exchange(_ sent: JSON, of session: RecorderSessions.Session) throws(Refusal) -> ExchangeID {
        let id = try EntryQueryReader.id(sent.textValue)
        let recording = try session.recorded.id
        let stored = try storing(try entries.entry(id, of: recording))
        guard stored?.exchange.kind == .exchange else {
            throw .invalid("\"cause\": the session has no exchange \(sent.textValue); GET …/entries lists them")
        }
        return id
    }

    private func answer(about webhook: ExchangeID, _ session: RecorderSessions.Session) throws(Refusal) -> Answer {
        let known = try builds.known(session).first { $0.webhook == webhook }
        let none = Attribution(webhook: webhook, cause: nil, confidence: 0, evidence: [])
        return .json(200, Self.json(known ?? none))
    }

    private func answer(_ attributions: [Attribution]) -> Answer {
        .json(
            200,
            ["attributions": .array(attributions.map(Self.json)), "total": .int(attributions.count)]
        )
    }

    static func json(_ attribution: Attribution) -> JSON {
        [
            "webhook": .string(attribution.webhook.description),
            "cause": attribution.cause.map { .string($0.description) } ?? .null,
            "confidence": .number(JSONNumber(attribution.confidence)),
            "evidence": .array(attribution.evidence.map { .string($0) }), "pinned": .bool(attribution.isPinned),
        ]
    }
}
