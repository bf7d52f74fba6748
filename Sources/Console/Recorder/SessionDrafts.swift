internal import Model
internal import Storage

/// Reads sessions that clients send.
struct SessionDrafts: Sendable {
    let configs: RecorderConfigStore
    let sessions: RecorderSessionStore
    let recordings: RecordingStore
    let clock: WallClock
    let identifiers: Identifiers

    /// A session that a client sent, checked.
    struct Draft: Sendable {
        var stored: StoredSession
        /// What the client may want to know though nothing is wrong.
        var warnings: [String]
    }

    /// What stands beside the settings: who made it, and the configs that it comes from.
    private static let notSettings = ["id", "namespace", "modifications", "configId", "session"] + facts
    /// What an answer says of a session and nobody sets.
    private static let facts = [
        "status", "createdAt", "startedAt", "stoppedAt", "entryCount", "webhookCount", "messageCount", "url",
        "recording", "passedOver", "observed",
        "trouble", "settings", "warnings",
    ]

    /// A new session. A config that it names lies under what it says itself.
    func draft(_ request: AdminRequest) throws(Refusal) -> Draft {
        let members = try request.membersIfAny()
        let namespace = try request.namespace(in: members)
        let sent = try laidOver(try members.text("configId"), members.object, request)
        let now = clock.now
        let stored = StoredSession(
            id: identifiers.next(),
            namespace: namespace,
            name: try Members(sent).text("name") ?? "session \(now.adminText)",
            settings: JSONObject(),
            createdAt: now
        )
        return try checked(stored, sent)
    }

    /// A new session that has what was recorded otherwise, as by `understudy record`.
    func draft(adopting request: AdminRequest) throws(Refusal) -> Draft {
        let recording = try adoptable(try request.members().neededText("recording"))
        var draft = try draft(request)
        draft.stored.name = try request.members().text("name") ?? recording.name
        (draft.stored.recording, draft.stored.stoppedAt) = (recording.id, recording.endedAt)
        return draft
    }

    private func adoptable(_ name: String) throws(Refusal) -> Recording {
        guard let recording = try storing(try recordings.all()).first(where: { $0.name == name }) else {
            throw .missing("no recording \"\(name)\"; `understudy recordings` lists them")
        }
        if let owner = try storing(try sessions.all()).first(where: { $0.recording == recording.id }) {
            throw .conflict("the recording \"\(name)\" is that of the session \"\(owner.id)\" already")
        }
        return recording
    }

    /// A session with some of its settings changed; the others stay.
    func draft(changing session: RecorderSessions.Session, _ request: AdminRequest) throws(Refusal) -> Draft {
        let change = try request.members()
        let base = JSON.object(session.stored.settings)
        var sent = base.merged(with: .object(change.object)).object ?? JSONObject()
        if change["modifications"] == nil { sent["modifications"] = .object(session.stored.modifications) }
        var stored = session.stored
        stored.name = try change.text("name") ?? stored.name
        if session.recording != nil, sent["redact"] != session.stored.settings["redact"] {
            throw .conflict("what is redacted is decided before the first start; make another session for other rules")
        }
        return try checked(stored, sent)
    }

    private func laidOver(
        _ config: String?,
        _ object: JSONObject,
        _ request: AdminRequest
    ) throws(Refusal) -> JSONObject {
        guard let config else { return object }
        guard let found = try storing(try configs.config(config)) else {
            throw .missing("no config \"\(config)\"; GET /api/v1/recorder/configs lists them")
        }
        _ = try request.touched(found.namespace) as String
        return JSON.object(found.settings).merged(with: .object(object)).object ?? object
    }

    private func checked(_ stored: StoredSession, _ sent: JSONObject) throws(Refusal) -> Draft {
        var stored = stored
        stored.modifications = try Self.modifications(in: sent)
        stored.settings = JSONObject(
            sent.members.filter { !Self.notSettings.contains($0.name) && stored.modifications[$0.name] == nil }
        )
        stored.settings["name"] = nil
        _ = try SessionSettings(Members(stored.settings))
        _ = try ModificationsReader.modifications(stored.modifications)
        return Draft(stored: stored, warnings: ModificationsReader.warnings(about: stored.modifications))
    }

    /// `modifications`, and those that stand among the settings.
    private static func modifications(in sent: JSONObject) throws(Refusal) -> JSONObject {
        let own = try Members(sent).members("modifications")?.object ?? JSONObject()
        let loose = sent.members.filter { ModificationsReader.names.contains($0.name) && own[$0.name] == nil }
        return JSONObject(own.members + loose)
    }
}
