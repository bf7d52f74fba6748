internal import Model
internal import Storage

/// Mocks of what a session recorded, what is said of their making, and whether they hold against the recording.
struct SessionMockEndpoints: Sendable {
    let sessions: RecorderSessions
    let builds: SessionBuilds
    let catalogue: MockCatalogue
    let state: any StateServing
    let identifiers: Identifiers
    let queue: AdminQueue

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/recorder/{id}/mocks", .editor, later: make)
                .about(
                    "Stores mocks of what was recorded, webhooks included.",
                    note: """
                        In the session's namespace, or in the one that the body names. With `exact` (or \
                        `mergeDuplicates` false) nothing is generalised; with `preview` nothing is stored.
                        """,
                    asks: [.namespace, Parameter("preview", .flag, "stores nothing")],
                    takes: Self.options,
                    gives: Self.made
                ),
            Endpoint("GET", "/api/v1/recorder/{id}/report", .viewer, on: sessions.work, report)
                .about(
                    "What a build finds in the recording, also as text for people.",
                    note: "Ours: the text stands under `text`.",
                    asks: [Parameter("exact", .flag, "nothing is generalised")],
                    gives: .map(.any)
                ),
            Endpoint("POST", "/api/v1/recorder/{id}/check", .viewer, on: sessions.work, check)
                .about(
                    "Holds mocks against the recording.",
                    note: """
                        Ours, as `understudy check`: those built of it, those of `mocks`, or those that `namespace` \
                        serves.
                        """,
                    takes: Self.subject,
                    gives: .map(.any)
                ),
        ]
    }

    private static let options = Shape(
        "RecorderMocks",
        [
            .optional("namespace", .text), .optional("entryIds", .list(.text)), .optional("exact", .boolean),
            .optional("mergeDuplicates", .boolean), .optional("generateIds", .boolean),
            .optional("includeHeaders", .boolean), .optional("preview", .boolean),
        ]
    )
    private static let made = Shape(
        "RecorderMocksMade",
        [
            .required("mocks", .list(.mock)), .required("created", .integer), .required("total", .integer),
            .required("webhooks", .integer), .required("report", .map(.any)), .required("notes", .list(.text)),
        ]
    )
    private static let subject = Shape(
        "RecorderCheck",
        [.optional("mocks", .list(.mock)), .optional("namespace", .text), .optional("exact", .boolean)]
    )

    // MARK: Mocks

    @Sendable private func make(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        sessions.work.answering(request, done) { () throws(Refusal) in
            let session = try sessions.session(request.hole("id"))
            let wanted = try WantedMocks(request, usually: session.stored.namespace)
            let built = try builds.built(session, only: wanted.ids, isExact: wanted.isExact)
            let input = MockInput(namespace: wanted.namespace, now: state.clock.now, identifiers: identifiers)
            let drafts = try input.drafts(built.mocks.map { wanted.shaped($0.json, identifiers) })
            // Only the admin queue changes the catalogue.
            queue.answering(request, done) { () throws(Refusal) in
                let kept = drafts.map { catalogue.keptApart($0) }
                let mocks = wanted.isPreview ? kept.map(\.mock.json) : try stored(kept, by: request.caller)
                done(answer(mocks, of: kept, built, isPreview: wanted.isPreview))
            }
        }
    }

    private func stored(_ drafts: [MockDraft], by caller: Caller) throws(Refusal) -> [JSON] {
        try catalogue.save(drafts, by: caller).map { catalogue.json($0.entry) }
    }

    private func answer(
        _ mocks: [JSON],
        of drafts: [MockDraft],
        _ built: BuiltRecording,
        isPreview: Bool
    ) -> Answer {
        let webhooks = drafts.reduce(0) { $0 + ($1.mock.json["webhooks"]?.array?.count ?? 0) }
        return .json(
            isPreview ? 200 : 201,
            [
                "mocks": .array(mocks), "created": .int(isPreview ? 0 : mocks.count), "total": .int(mocks.count),
                "webhooks": .int(webhooks), "report": built.report,
                "notes": .array(built.notes.map { .string($0) }), "success": true,
                "message": .string(isPreview ? "nothing was stored" : "\(mocks.count) mocks stored"),
            ]
        )
    }

    // MARK: Reports

    @Sendable private func report(_ request: AdminRequest) throws(Refusal) -> Answer {
        let session = try sessions.session(request.hole("id"))
        let built = try builds.built(session, isExact: try request.flag("exact") ?? false)
        var report = built.report.object ?? JSONObject()
        report["text"] = .string(built.text)
        return .json(200, .object(report))
    }

    /// Against the mocks of the body, those that a namespace serves, or those that the recording gives.
    @Sendable private func check(_ request: AdminRequest) throws(Refusal) -> Answer {
        let session = try sessions.session(request.hole("id"))
        let members = try request.membersIfAny()
        let built = try builds.built(session, isExact: try members.flag("exact") ?? false)
        var mocks = built.mocks
        if let list = try members.list("mocks") {
            let input = MockInput(namespace: session.stored.namespace, now: state.clock.now, identifiers: identifiers)
            mocks = try input.drafts(list).map(\.mock)
        } else if let namespace = try members.text("namespace") {
            mocks = catalogue.entries(MockSelection(namespace: try request.touched(namespace))).map(\.mock)
        }
        return .json(200, try builds.check(session, built, mocks))
    }
}

/// Which mocks are wanted of a recording, and how.
private struct WantedMocks: Sendable {
    let namespace: String
    let ids: [ExchangeID]?
    let isExact: Bool
    let isPreview: Bool
    private let hasOwnIDs: Bool
    private let keepsFields: Bool

    /// - Parameter namespace: that of the session; the request's body or query may name another.
    init(_ request: AdminRequest, usually namespace: String) throws(Refusal) {
        let members = try request.membersIfAny()
        let named = try members.text("namespace") ?? request.query["namespace"].flatMap { $0.isEmpty ? nil : $0 }
        self.namespace = try checkedNamespace(named ?? namespace)
        ids = try EntryQueryReader.ids(in: members)
        let merges = try members.flag("mergeDuplicates") ?? true
        isExact = try members.flag("exact") ?? !merges
        let (inBody, inQuery) = (try members.flag("preview"), try request.flag("preview"))
        isPreview = inBody ?? inQuery ?? false
        hasOwnIDs = try members.flag("generateIds") ?? false
        keepsFields = try members.flag("includeHeaders") ?? true
    }

    /// A built mock as it is wanted.
    func shaped(_ mock: JSON, _ identifiers: Identifiers) -> JSON {
        var object = mock.object ?? JSONObject()
        object["namespace"] = nil
        if hasOwnIDs { object["id"] = .string(identifiers.next()) }
        guard !keepsFields else { return .object(object) }
        object["response"] = object["response"].map(Self.withoutFields)
        if var sequence = object["oneOf"]?.object, let replies = sequence["responses"]?.array {
            sequence["responses"] = .array(replies.map(Self.withoutFields))
            object["oneOf"] = .object(sequence)
        }
        return .object(object)
    }

    /// A content without its type would be another one.
    private static func withoutFields(_ reply: JSON) -> JSON {
        guard var object = reply.object, let fields = object["headers"]?.object else { return reply }
        object["headers"] = .object(
            JSONObject(fields.members.filter { $0.name.lowercased() == "content-type" })
        )
        return .object(object)
    }
}
