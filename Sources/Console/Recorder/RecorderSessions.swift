internal import Model
internal import Storage

/// The sessions of the recorder: what is stored of them, and whether they record now.
///
/// Only the admin queue changes them. A session that recorded when the server ended is listed as stopped afterwards.
struct RecorderSessions: Sendable {
    let store: RecorderSessionStore
    let recordings: RecordingStore
    let recorder: any RecorderServing
    /// Is told what becomes of sessions.
    let feed: RecorderFeed
    let clock: WallClock
    /// For what takes long, beside the admin queue.
    let work: AdminQueue

    /// A session with all that is known of it.
    struct Session: Sendable {
        var stored: StoredSession
        var settings: SessionSettings
        var recording: Recording?
        /// Nil when it does not record.
        var running: RunningSession?

        var id: String { stored.id }
    }

    /// The sessions of a namespace, or all, the oldest first.
    func all(namespace: String?) throws(Refusal) -> [Session] {
        var sessions: [Session] = []
        for stored in try storing(try store.all()) where namespace == nil || stored.namespace == namespace {
            sessions.append(try session(stored))
        }
        return sessions
    }

    /// The session of this id, with all that it has seen so far.
    ///
    /// - Throws: 404 when there is none.
    func session(_ id: String) throws(Refusal) -> Session {
        recorder.catchUp(id)
        guard let stored = try storing(try store.session(id)) else {
            throw .missing("no session \"\(id)\"; GET /api/v1/recorder/sessions lists them")
        }
        return try session(stored)
    }

    private func session(_ stored: StoredSession) throws(Refusal) -> Session {
        let running = recorder.running(stored.id)
        let recording = try (running?.recording ?? stored.recording)
            .map { id throws(Refusal) in
                try storing(try recordings.recording(id))
            }
        return Session(
            stored: stored,
            settings: try SessionSettings(Members(stored.settings)),
            recording: recording ?? nil,
            running: running
        )
    }

    func save(_ stored: StoredSession) throws(Refusal) -> Session {
        try storing(try store.save(stored))
        let session = try session(stored)
        tell(session, session.status)
        return session
    }

    private func tell(_ session: Session, _ status: String) {
        feed.publish(
            RecorderEvent(
                "session.changed",
                session: session.id,
                namespace: session.stored.namespace,
                data: ["status": .string(status), "name": .string(session.stored.name)]
            )
        )
    }

    /// Takes a session away that does not record, with what it recorded.
    func remove(_ session: Session) throws(Refusal) {
        try storing(try store.remove(session.id))
        tell(session, "deleted")
        sweep()
    }

    /// Frees the room of bodies that nobody has any more; what cannot be freed now is freed the next time.
    func sweep() { work.run { try? recordings.sweepBodies() } }

    /// What a session is started with.
    func plan(of session: Session) throws(Refusal) -> SessionPlan {
        SessionPlan(
            id: session.id,
            name: session.stored.name,
            namespace: session.stored.namespace,
            settings: session.settings,
            modifications: try ModificationsReader.modifications(session.stored.modifications),
            recording: session.recording?.id
        )
    }

    /// Notes that a session records into this.
    func started(_ id: String, into recording: RecordingID) throws(Refusal) -> Session {
        var session = try session(id)
        session.stored.recording = recording
        session.stored.startedAt = clock.now
        return try save(session.stored)
    }

    /// Notes that a session records no more.
    func stopped(_ id: String) throws(Refusal) -> Session {
        var session = try session(id)
        session.stored.stoppedAt = clock.now
        return try save(session.stored)
    }
}

extension RecorderSessions.Session {
    /// What it recorded.
    ///
    /// - Throws: 409 when nothing was recorded yet.
    var recorded: Recording {
        get throws(Refusal) {
            if let recording { return recording }
            throw .conflict("the session \"\(id)\" has not recorded anything yet; start it, or import a file into it")
        }
    }
}

extension Refusal {
    init(_ refusal: RecorderRefusal) {
        switch refusal {
        case .invalid(let reason): self = .invalid(reason)
        case .conflict(let reason): self = .conflict(reason)
        case .unavailable(let reason): self = Refusal(status: 503, code: "unavailable", reason: reason)
        }
    }
}
