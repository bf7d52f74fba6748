internal import Model
internal import Storage

/// What is built of sessions' recordings, and which exchange caused which webhook.
struct SessionBuilds: Sendable {
    let analysis: any RecordingAnalysing
    let attributions: AttributionStore
    /// Is told what is attributed anew.
    let feed: RecorderFeed

    /// Builds. What is inferred about webhooks is kept when all of the recording was looked at.
    func built(
        _ session: RecorderSessions.Session,
        only ids: [ExchangeID]? = nil,
        isExact: Bool = false
    ) throws(Refusal) -> BuiltRecording {
        let recording = try session.recorded
        let built = try analysing { () throws(RecorderRefusal) in
            try analysis.build(recording, only: ids, isExact: isExact)
        }
        if ids == nil { try keep(built.attributions, of: recording, session) }
        return built
    }

    func check(
        _ session: RecorderSessions.Session,
        _ built: BuiltRecording,
        _ mocks: [Mock]
    ) throws(Refusal) -> JSON {
        let recording = try session.recorded
        return try analysing { () throws(RecorderRefusal) in
            try analysis.check(recording, built.attributions, mocks: mocks)
        }
    }

    /// The attributions of a session's webhooks and messages. They are inferred anew when there are some about which nothing is
    /// known.
    func known(_ session: RecorderSessions.Session) throws(Refusal) -> [Attribution] {
        guard let recording = session.recording else { return [] }
        let known = try storing(try attributions.all(of: recording.id))
        if known.count >= recording.webhookCount + recording.messageCount { return known }
        _ = try built(session)
        return try storing(try attributions.all(of: recording.id))
    }

    /// Keeps what a person decided about a webhook.
    ///
    /// - Parameter cause: nil for none.
    func pin(_ webhook: ExchangeID, to cause: ExchangeID?, _ session: RecorderSessions.Session) throws(Refusal) {
        try storing(try attributions.pin(webhook, to: cause))
        tell(webhook, cause, session)
    }

    private func keep(
        _ found: [Attribution],
        of recording: Recording,
        _ session: RecorderSessions.Session
    ) throws(Refusal) {
        let old = Dictionary(try storing(try attributions.all(of: recording.id)).map { ($0.webhook, $0) }) { $1 }
        try storing(try attributions.replaceInferred(of: recording.id, with: found.filter { !$0.isPinned }))
        for one in found where old[one.webhook] == nil || old[one.webhook]?.cause != one.cause {
            tell(one.webhook, one.cause, session)
        }
    }

    private func tell(_ webhook: ExchangeID, _ cause: ExchangeID?, _ session: RecorderSessions.Session) {
        feed.publish(
            RecorderEvent(
                "attribution.changed",
                session: session.id,
                namespace: session.stored.namespace,
                data: [
                    "webhook": .string(webhook.description),
                    "cause": cause.map { .string($0.description) } ?? .null,
                ]
            )
        )
    }
}
