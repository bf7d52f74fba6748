internal import Model
internal import Storage

/// `/api/v1/recorder`: sessions, and whether they record.
struct SessionEndpoints: Sendable {
    let sessions: RecorderSessions
    let drafts: SessionDrafts
    let queue: AdminQueue

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/recorder/sessions", .viewer, list)
                .about("Lists sessions, the oldest first.", asks: .namespace, gives: .sessionList),
            Endpoint("POST", "/api/v1/recorder/sessions", .editor, create)
                .about(
                    "Makes a session that does not record yet.",
                    note: "Ours: its `status` is `idle`.",
                    asks: .namespace,
                    takes: .sessionSettings,
                    gives: .sessionAnswer
                ),
            Endpoint("POST", "/api/v1/recorder/start", .editor, later: createAndStart)
                .about(
                    "Makes a session and lets it record.",
                    note: """
                        201 with the session at the top and under `session`. 409 when a port is in use, or none of \
                        the range is free; then no session is left behind.
                        """,
                    asks: .namespace,
                    takes: .sessionSettings,
                    gives: .sessionAnswer
                ),
            Endpoint("POST", "/api/v1/recorder/adopt", .admin, adopt)
                .about(
                    "Makes a session of a recording that no session has.",
                    note: """
                        Ours: one that `understudy record` made in this database, by its name; 409 when a session \
                        has it.
                        """,
                    asks: .namespace,
                    takes: Self.adoption,
                    gives: .sessionAnswer
                ),
            Endpoint("GET", "/api/v1/recorder/{id}", .viewer, one)
                .about("One session.", gives: .sessionAnswer),
            Endpoint("PATCH", "/api/v1/recorder/{id}", .editor, update)
                .about(
                    "Changes a session that does not record.",
                    note: """
                        Ours: some settings; 409 while it records, and for `redact` once something was recorded.
                        """,
                    takes: .sessionSettings,
                    gives: .sessionAnswer
                ),
            Endpoint("PUT", "/api/v1/recorder/{id}", .editor, update)
                .about(
                    "Changes a session that does not record.",
                    note: """
                        Ours: some settings; 409 while it records, and for `redact` once something was recorded.
                        """,
                    takes: .sessionSettings,
                    gives: .sessionAnswer
                ),
            Endpoint("DELETE", "/api/v1/recorder/{id}", .editor, later: remove)
                .about("Stops a session and takes it away with what it recorded.", gives: .done),
            Endpoint("POST", "/api/v1/recorder/{id}/start", .editor, later: start)
                .about(
                    "Lets a session record, into what it recorded before.",
                    note: "Ours: secrets get the placeholders that they had.",
                    gives: .sessionAnswer
                ),
            Endpoint("POST", "/api/v1/recorder/{id}/stop", .editor, later: stop)
                .about(
                    "Ends the recording; what it recorded stays.",
                    note: "The listeners end, and all that came is committed.",
                    gives: .sessionAnswer
                ),
            Endpoint("POST", "/api/v1/recorder/{id}/restart", .editor, later: restart)
                .about("Stops a session and starts it again.", gives: .sessionAnswer),
            Endpoint("GET", "/api/v1/recorder/ports", .user, ports)
                .about(
                    "The ports for sessions that name none.",
                    note: "Those of `--recorder-ports` (8085-8184).",
                    gives: Self.portRange
                ),
        ]
    }

    private static let adoption = Shape(
        "RecorderAdoption",
        [.required("recording", .text), .optional("name", .text), .optional("namespace", .text)]
    )
    private static let portRange = Shape(
        "RecorderPorts",
        [
            .required("rangeStart", .integer), .required("rangeEnd", .integer), .required("inUse", .list(.integer)),
            .required("available", .integer),
        ]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let rows = try sessions.all(namespace: request.selectedNamespace()).map { JSON.object($0.json) }
        return .json(200, ["sessions": .array(rows), "total": .int(rows.count)])
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        try sessions.session(request.hole("id")).answer()
    }

    @Sendable private func create(_ request: AdminRequest) throws(Refusal) -> Answer {
        let draft = try drafts.draft(request)
        return try sessions.save(draft.stored).answer(201, warnings: draft.warnings)
    }

    /// Recordings that were made on the command line are in no namespace, hence nobody's but the server's.
    @Sendable private func adopt(_ request: AdminRequest) throws(Refusal) -> Answer {
        try sessions.save(try drafts.draft(adopting: request).stored).answer(201)
    }

    @Sendable private func createAndStart(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        answering(request, done) { () throws(Refusal) in
            let draft = try drafts.draft(request)
            let session = try sessions.save(draft.stored)
            begin(session, request, status: 201, warnings: draft.warnings) { answer in
                // A session that could not listen is not left behind: the client never learns its id.
                if answer.status >= 400 { try? sessions.remove(session) }
                done(answer)
            }
        }
    }

    @Sendable private func update(_ request: AdminRequest) throws(Refusal) -> Answer {
        let session = try sessions.session(request.hole("id"))
        guard session.running == nil else {
            throw .conflict("the session \"\(session.id)\" records; stop it before its settings are changed")
        }
        let draft = try drafts.draft(changing: session, request)
        return try sessions.save(draft.stored).answer(warnings: draft.warnings)
    }

    @Sendable private func start(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        answering(request, done) { () throws(Refusal) in
            begin(try sessions.session(request.hole("id")), request, done: done)
        }
    }

    @Sendable private func stop(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        answering(request, done) { () throws(Refusal) in
            let session = try sessions.session(request.hole("id"))
            guard session.running != nil else { return done(session.answer()) }
            end(session, request, done) { trouble throws(Refusal) in
                done(try sessions.session(session.id).answer(warnings: trouble.map { [$0] } ?? []))
            }
        }
    }

    @Sendable private func restart(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        answering(request, done) { () throws(Refusal) in
            let session = try sessions.session(request.hole("id"))
            guard session.running != nil else { return begin(session, request, done: done) }
            end(session, request, done) { _ throws(Refusal) in
                begin(try sessions.session(session.id), request, done: done)
            }
        }
    }

    @Sendable private func remove(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        answering(request, done) { () throws(Refusal) in
            let session = try sessions.session(request.hole("id"))
            let removeIt: @Sendable () throws(Refusal) -> Void = { () throws(Refusal) in
                try sessions.remove(session)
                done(.done("session deleted", ["id": .string(session.id)]))
            }
            guard session.running != nil else { return try removeIt() }
            end(session, request, done) { _ throws(Refusal) in try removeIt() }
        }
    }

    @Sendable private func ports(_ request: AdminRequest) throws(Refusal) -> Answer {
        let ports = sessions.recorder.ports
        let taken = ports.inUse.filter { ports.range.contains($0) }.count
        return .json(
            200,
            [
                "rangeStart": .int(ports.range.lowerBound), "rangeEnd": .int(ports.range.upperBound),
                "inUse": .array(ports.inUse.map { .int($0) }), "available": .int(ports.range.count - taken),
            ]
        )
    }

    // MARK: What takes its time

    private func begin(
        _ session: RecorderSessions.Session,
        _ request: AdminRequest,
        status: Int = 200,
        warnings: [String] = [],
        done: @escaping @Sendable (Answer) -> Void
    ) {
        answering(request, done) { () throws(Refusal) in
            sessions.recorder.start(try sessions.plan(of: session)) { result in
                queue.run {
                    answering(request, done) { () throws(Refusal) in
                        let running = try analysing { () throws(RecorderRefusal) in try result.get() }
                        do throws(Refusal) {
                            let started = try sessions.started(session.id, into: running.recording)
                            done(started.answer(status, warnings: warnings))
                        } catch {
                            // It was deleted meanwhile, or cannot be written down: nobody would stop it.
                            sessions.recorder.stop(session.id) { _ in
                                if session.recording == nil { try? sessions.recordings.remove(running.recording) }
                            }
                            throw error
                        }
                    }
                }
            }
        }
    }

    private func end(
        _ session: RecorderSessions.Session,
        _ request: AdminRequest,
        _ done: @escaping @Sendable (Answer) -> Void,
        then next: @escaping @Sendable (_ trouble: String?) throws(Refusal) -> Void
    ) {
        sessions.recorder.stop(session.id) { trouble in
            queue.run {
                answering(request, done) { () throws(Refusal) in
                    _ = try sessions.stopped(session.id)
                    try next(trouble)
                }
            }
        }
    }

    /// Runs what answers later; what it refuses is answered at once.
    private func answering(
        _ request: AdminRequest,
        _ done: @Sendable (Answer) -> Void,
        _ body: () throws(Refusal) -> Void
    ) {
        do throws(Refusal) { try body() } catch { done(.refusal(error, request.id)) }
    }
}
